import { isJsonObject, setKey, type JsonObject } from "../../base/json.ts";

/**
 * A set of field paths, as managedFields have it: a tree whose edges are path elements in their wire form (`f:name`,
 * `k:{"name":"a"}`, `v:"a"`, `i:0`). A node may be a member itself, have children, or both. Immutable.
 * The algebra is sigs.k8s.io/structured-merge-diff's fieldpath.Set.
 */
export class FieldSet {
  static readonly empty = new FieldSet(false, new Map());

  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;

  private constructor(member: boolean, children: ReadonlyMap<string, FieldSet>) {
    this.member = member;
    this.children = children;
  }

  /** A node; children that hold nothing are left out. */
  static of(member: boolean, children: Iterable<readonly [string, FieldSet]>): FieldSet {
    const kept = [...children].filter(([, child]) => !child.isEmpty);
    return member || kept.length > 0 ? new FieldSet(member, new Map(kept)) : FieldSet.empty;
  }

  /** Reads `fieldsV1`. */
  static parse(fields: unknown): FieldSet {
    if (!isJsonObject(fields)) return FieldSet.empty;
    const entries = Object.entries(fields);
    const children = entries
      .filter(([element]) => element !== ".")
      .map(([element, inner]) => [element, FieldSet.#parseChild(inner)] as const);
    return FieldSet.of(Object.hasOwn(fields, "."), children);
  }

  /**
   * Writes `fieldsV1`, elements sorted as upstream: fields, keys, values, indices, each by what it holds; `asText`: by its text, which is how
   * they come out of an object that the server keeps as plain JSON.
   */
  toFieldsV1({ asText = false }: { asText?: boolean } = {}): JsonObject {
    const fields: JsonObject = {};
    if (this.member) fields["."] = {};
    const compare = asText ? compareTexts : compareElements;
    for (const [element, child] of [...this.children].sort(([a], [b]) => compare(a, b))) {
      setKey(fields, element, child.children.size === 0 ? {} : child.toFieldsV1({ asText }));
    }
    return fields;
  }

  get isEmpty(): boolean {
    return !this.member && this.children.size === 0;
  }

  /** Whether the element right below this node is a member. */
  hasChild(element: string): boolean {
    return this.children.get(element)?.member ?? false;
  }

  child(element: string): FieldSet {
    return this.children.get(element) ?? FieldSet.empty;
  }

  union(other: FieldSet): FieldSet {
    if (this.isEmpty) return other;
    if (other.isEmpty) return this;
    const elements = new Set([...this.children.keys(), ...other.children.keys()]);
    return FieldSet.of(
      this.member || other.member,
      map(elements, (element) => this.child(element).union(other.child(element))),
    );
  }

  intersection(other: FieldSet): FieldSet {
    const children = map(this.children.keys(), (element) =>
      this.child(element).intersection(other.child(element)),
    );
    return FieldSet.of(this.member && other.member, children);
  }

  /** Members of this set that are not members of the other. */
  difference(other: FieldSet): FieldSet {
    if (other.isEmpty) return this;
    const children = map(this.children.keys(), (element) =>
      this.child(element).difference(other.child(element)),
    );
    return FieldSet.of(this.member && !other.member, children);
  }

  /** As {@link difference}, and what lies below a member of the other set goes with it. */
  recursiveDifference(other: FieldSet): FieldSet {
    if (other.member) return FieldSet.empty;
    if (other.isEmpty) return this;
    const children = map(this.children.keys(), (element) =>
      this.child(element).recursiveDifference(other.child(element)),
    );
    return FieldSet.of(this.member, children);
  }

  equals(other: FieldSet): boolean {
    return this.difference(other).isEmpty && other.difference(this).isEmpty;
  }

  /** Each member's path in the API server's notation, `.spec.ports[name="http"].port`: of one node first its members, then what is below. */
  paths(prefix = ""): string[] {
    const children = [...this.children]
      .sort(([a], [b]) => compareElements(a, b))
      .map(([element, child]) => ({ path: prefix + elementText(element), child }));
    const members = children.filter(({ child }) => child.member).map(({ path }) => path);
    return members.concat(children.flatMap(({ path, child }) => child.paths(path)));
  }

  static #parseChild(fields: unknown): FieldSet {
    if (!isJsonObject(fields) || Object.keys(fields).length === 0) return FieldSet.of(true, []);
    return FieldSet.parse(fields);
  }
}

/** The element of a field of an object. */
export function fieldElement(name: string): string {
  return `f:${name}`;
}

/** The element of an item of a `listType: map` list, by its keys. */
export function keyElement(keys: JsonObject): string {
  const sorted = Object.fromEntries(Object.entries(keys).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `k:${JSON.stringify(sorted)}`;
}

/** The element of an item of a `listType: set` list. */
export function valueElement(value: unknown): string {
  return `v:${JSON.stringify(value)}`;
}

/** An element as paths show it. */
export function elementText(element: string): string {
  const body = element.slice(2);
  switch (element[0]) {
    case "f":
      return `.${body}`;
    case "k": {
      const keys = Object.entries(JSON.parse(body) as JsonObject).map(
        ([key, value]) => `${key}=${scalarText(value)}`,
      );
      return `[${keys.join(",")}]`;
    }
    case "v":
      return `[=${body}]`;
    default:
      return `[${body}]`;
  }
}

/** A value as structured-merge-diff's value.ToString writes it: keys should be scalars, but what is applied may say otherwise. */
function scalarText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(scalarText).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  return Object.entries(value)
    .map(([key, field]) => `${key}=${scalarText(field)}`)
    .join("");
}

const order = "fkvi";

/** The order of fieldpath/element.go: by kind, then by what they hold, numbers as numbers. */
function compareElements(a: string, b: string): number {
  const kinds = order.indexOf(a[0] ?? "") - order.indexOf(b[0] ?? "");
  if (kinds !== 0) return kinds;
  const [left, right] = [a.slice(2), b.slice(2)];
  switch (a[0]) {
    case "f":
      return compareTexts(left, right);
    case "k":
      return compareKeys(JSON.parse(left) as JsonObject, JSON.parse(right) as JsonObject);
    default:
      return compareScalars(JSON.parse(left), JSON.parse(right));
  }
}

/** Key by key, each name before its value. */
function compareKeys(a: JsonObject, b: JsonObject): number {
  const [left, right] = [Object.entries(a).flat(), Object.entries(b).flat()];
  const at = left.findIndex(
    (part, index) => index < right.length && compareScalars(part, right[index]) !== 0,
  );
  return at < 0 ? left.length - right.length : compareScalars(left[at], right[at]);
}

const scalars = ["number", "string", "boolean"];

/** Numbers before texts before booleans. */
function compareScalars(a: unknown, b: unknown): number {
  if (typeof a !== typeof b) return scalars.indexOf(typeof a) - scalars.indexOf(typeof b);
  if (typeof a === "string") return compareTexts(a, String(b));
  return Number(a) - Number(b);
}

/** By code points, which is the order of the texts' UTF-8 bytes. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((character, index) => character !== right[index]);
  if (at < 0) return -1;
  return (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1);
}

function* map(
  elements: Iterable<string>,
  child: (element: string) => FieldSet,
): Generator<readonly [string, FieldSet]> {
  for (const element of elements) yield [element, child(element)];
}
