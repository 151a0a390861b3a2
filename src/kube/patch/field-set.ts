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
    const kept = new Map<string, FieldSet>();
    for (const [element, child] of children) if (!child.isEmpty) kept.set(element, child);
    return FieldSet.node(member, kept);
  }

  /** A node of children that all hold something. */
  static node(member: boolean, children: ReadonlyMap<string, FieldSet>): FieldSet {
    return member || children.size > 0 ? new FieldSet(member, children) : FieldSet.empty;
  }

  /** Reads `fieldsV1`. */
  static parse(fields: unknown): FieldSet {
    if (!isJsonObject(fields)) return FieldSet.empty;
    const entries = Object.entries(fields);
    const children = entries
      .filter(([element]) => element !== ".")
      .map(([element, inner]) => [element, parseChild(inner)] as const);
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

  /** This set itself where the other one adds nothing. */
  union(other: FieldSet): FieldSet {
    if (this === other || other.isEmpty) return this;
    if (this.isEmpty) return other;
    let children: Map<string, FieldSet> | undefined;
    for (const [element, added] of other.children) {
      const own = this.children.get(element);
      const both = own ? own.union(added) : added;
      if (both !== own) (children ??= new Map(this.children)).set(element, both);
    }
    if (!children && (this.member || !other.member)) return this;
    return new FieldSet(this.member || other.member, children ?? this.children);
  }

  intersection(other: FieldSet): FieldSet {
    if (this === other) return this;
    if (this.isEmpty || other.isEmpty) return FieldSet.empty;
    const children = new Map<string, FieldSet>();
    for (const [element, child] of this.children) {
      const shared = child.intersection(other.child(element));
      if (!shared.isEmpty) children.set(element, shared);
    }
    return FieldSet.node(this.member && other.member, children);
  }

  /** Members of this set that are not members of the other; this set itself where there are no such. */
  difference(other: FieldSet): FieldSet {
    if (other.isEmpty) return this;
    const member = this.member && !other.member;
    return without(this, { member, other, subtract: (child, less) => child.difference(less) });
  }

  /** As {@link difference}, and what lies below a member of the other set goes with it. */
  recursiveDifference(other: FieldSet): FieldSet {
    if (other.member) return FieldSet.empty;
    if (other.isEmpty) return this;
    return without(this, {
      member: this.member,
      other,
      subtract: (child, less) => child.recursiveDifference(less),
    });
  }

  equals(other: FieldSet): boolean {
    if (this === other) return true;
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
}

function parseChild(fields: unknown): FieldSet {
  if (!isJsonObject(fields) || Object.keys(fields).length === 0) return FieldSet.of(true, []);
  return FieldSet.parse(fields);
}

/** A set whose children have lost something; itself where nothing is lost. */
function without(
  set: FieldSet,
  options: {
    member: boolean;
    other: FieldSet;
    subtract: (child: FieldSet, less: FieldSet) => FieldSet;
  },
): FieldSet {
  const { member, other, subtract } = options;
  let children: Map<string, FieldSet> | undefined;
  for (const [element, less] of other.children) {
    const own = set.children.get(element);
    const left = own && subtract(own, less);
    if (!left || left === own) continue;
    children ??= new Map(set.children);
    if (left.isEmpty) children.delete(element);
    else children.set(element, left);
  }
  if (!children && member === set.member) return set;
  return FieldSet.node(member, children ?? set.children);
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
  if (isAscii(a) && isAscii(b)) return a < b ? -1 : 1;
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((character, index) => character !== right[index]);
  if (at < 0) return -1;
  return (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1);
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}
