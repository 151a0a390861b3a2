import { equalJson } from "../../../base/json.ts";

/** An evaluation that has no value: absorbed by `||`, `&&` and the macros where CEL says so. */
export class CelError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CelError";
  }
}

/** A CEL value. Integers are bigint, doubles are number, and the rest are the classes below. */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | readonly Value[]
  | CelUint
  | CelMap
  | CelTimestamp
  | CelDuration
  | CelType
  | CelOptional
  | Opaque;

/** An unsigned 64-bit integer. */
export class CelUint {
  readonly uint: bigint;

  constructor(uint: bigint) {
    this.uint = uint;
  }
}

/** An instant, in nanoseconds since the Unix epoch. Its offset in minutes is that of its text, and says nothing of the instant. */
export class CelTimestamp {
  readonly nanos: bigint;
  readonly offset: number;

  constructor(nanos: bigint, offset = 0) {
    this.nanos = nanos;
    this.offset = offset;
  }
}

/** A span of time in nanoseconds. */
export class CelDuration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** The type of a value, as `type(x)` gives it. */
export class CelType {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A value that may not be there. */
export class CelOptional {
  readonly value: Value | undefined;

  constructor(value: Value | undefined) {
    this.value = value;
  }
}

/** A value of a library's own type: quantity, URL, IP address, CIDR, semantic version. */
export abstract class Opaque {
  abstract readonly type: string;
  abstract equals(other: Opaque): boolean;

  /** What `size` would be if it had one, for what calls cost. */
  get costSize(): number {
    return 1;
  }

  /** Of a format: the length of the pattern it stands for. */
  get regexSize(): number | undefined {
    return undefined;
  }
}

/** What a field without a type keeps, as JSON: rules can compare it as a whole, and no more. */
export class Preserved extends Opaque {
  readonly type = "unknown";
  readonly json: unknown;

  constructor(json: unknown) {
    super();
    this.json = json;
  }

  equals(other: Opaque): boolean {
    return other instanceof Preserved && equalJson(this.json, other.json);
  }
}

/** A list that a loop builds, so that each item is appended instead of copying what is there. */
export class GrowingList extends Array<Value> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** A list of `x-kubernetes-list-type: set`: equality ignores the order, and `+` is the union. */
export class SetList extends Array<Value> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** A list of `x-kubernetes-list-type: map`: equality ignores the order, and `+` replaces items of the same keys. */
export class KeyedList extends Array<Value> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** Names of the properties that tell items apart, as rules see them. */
  names: readonly string[] = [];

  static by(names: readonly string[], items: readonly Value[]): KeyedList {
    const list = new KeyedList();
    list.push(...items);
    list.names = names;
    return list;
  }

  /** What tells an item apart. */
  keyOf(item: Value): string {
    return JSON.stringify(
      this.names.map((name) => {
        const value = item instanceof CelMap ? item.get(name) : undefined;
        return typeof value === "bigint" ? Number(value) : (value ?? null);
      }),
    );
  }
}

/** A map, or an object of the schema (`object`). Insertion order is kept. */
export class CelMap {
  readonly object: boolean;
  /** Fields of an object that rules cannot reach: they count and are compared, as JSON. */
  readonly unseen: ReadonlyMap<string, unknown>;
  /** Names of fields of an object that are null: they count, and are as if they were not there. */
  readonly nulls: ReadonlySet<string>;
  readonly #entries = new Map<string, readonly [Value, Value]>();

  constructor(
    entries: Iterable<readonly [Value, Value]>,
    options: {
      object?: boolean;
      unseen?: ReadonlyMap<string, unknown>;
      nulls?: ReadonlySet<string>;
    } = {},
  ) {
    this.object = options.object ?? false;
    this.unseen = options.unseen ?? new Map<string, unknown>();
    this.nulls = options.nulls ?? new Set();
    for (const entry of entries) this.#entries.set(mapKey(entry[0]), entry);
  }

  get size(): number {
    return this.#entries.size + this.unseen.size + this.nulls.size;
  }

  /** Adds an entry in place: for maps that a loop builds. */
  insert(key: Value, value: Value): void {
    this.#entries.set(mapKey(key), [key, value]);
  }

  has(key: Value): boolean {
    return this.get(key) !== undefined;
  }

  /** The value under a key. A property called like a keyword is found by its plain name, too. */
  get(key: Value): Value | undefined {
    const entry = this.#entries.get(mapKey(key));
    if (entry || !this.object || typeof key !== "string") return entry?.[1];
    return this.#entries.get(mapKey(`__${key}__`))?.[1];
  }

  entries(): (readonly [Value, Value])[] {
    return [...this.#entries.values()];
  }

  keys(): Value[] {
    return this.entries().map(([key]) => key);
  }
}

/** An object that an expression makes: `Object.spec{replicas: 1}`. Its fields are the entries. */
export class CelMessage extends CelMap {
  readonly type: string;

  constructor(type: string, fields: Iterable<readonly [string, Value]>) {
    super(fields, { object: true });
    this.type = type;
  }
}

/** Name of a value's type, as CEL prints it. */
export function typeName(value: Value): string {
  if (value === null) return "null_type";
  if (Array.isArray(value)) return "list";
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof CelUint) return "uint";
  if (value instanceof CelMessage) return value.type;
  if (value instanceof CelMap) return value.object ? "object" : "map";
  if (value instanceof CelTimestamp) return "google.protobuf.Timestamp";
  if (value instanceof CelDuration) return "google.protobuf.Duration";
  if (value instanceof CelType) return "type";
  if (value instanceof CelOptional) return "optional_type";
  if (value instanceof Opaque) return value.type;
  return (
    { bigint: "int", number: "double", string: "string", boolean: "bool" }[typeof value as string] ?? "dyn"
  );
}

/** Whether a value is a number of any of the three kinds. */
export function isNumeric(value: Value): value is bigint | number | CelUint {
  return typeof value === "bigint" || typeof value === "number" || value instanceof CelUint;
}

/** Whether a value is a list. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** Order of two numbers of any kinds, as cel-go has it: an integer beside a double is compared as a double. Undefined when one is NaN. */
export function compareNumbers(
  a: bigint | number | CelUint,
  b: bigint | number | CelUint,
): number | undefined {
  let left = a instanceof CelUint ? a.uint : a;
  let right = b instanceof CelUint ? b.uint : b;
  if (typeof left !== typeof right) [left, right] = [Number(left), Number(right)];
  return left < right ? -1 : left > right ? 1 : left === right ? 0 : undefined;
}

/** Numbers that are equal are the same key, whatever their kind. */
function mapKey(key: Value): string {
  if (typeof key === "string") return `s${key}`;
  if (typeof key === "boolean") return `b${key}`;
  if (typeof key === "bigint") return `n${key}`;
  if (key instanceof CelUint) return `n${key.uint}`;
  if (typeof key === "number") return Number.isInteger(key) ? `n${BigInt(key)}` : `d${key}`;
  throw new CelError(`unsupported key type: ${typeName(key)}`);
}
