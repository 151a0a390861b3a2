/** A type of the checker (cel-go's common/types, Type). */
export interface Type {
  readonly kind: TypeKind;
  /** `int`, `list`, the name of an object or of a type parameter. */
  readonly name: string;
  readonly parameters: readonly Type[];
}

export type TypeKind =
  | "bool"
  | "bytes"
  | "double"
  | "duration"
  | "dyn"
  | "error"
  | "int"
  | "list"
  | "map"
  | "null"
  | "opaque"
  | "parameter"
  | "string"
  | "struct"
  | "timestamp"
  | "type"
  | "uint";

export const boolType = simple("bool");
export const bytesType = simple("bytes");
export const doubleType = simple("double");
export const durationType = simple("duration");
export const dynType = simple("dyn");
export const errorType = simple("error");
export const intType = simple("int");
export const nullType = simple("null");
export const stringType = simple("string");
export const timestampType = simple("timestamp");
export const uintType = simple("uint");

export function listType(item: Type): Type {
  return { kind: "list", name: "list", parameters: [item] };
}

export function mapType(key: Type, value: Type): Type {
  return { kind: "map", name: "map", parameters: [key, value] };
}

export function optionalType(value: Type): Type {
  return { kind: "opaque", name: "optional_type", parameters: [value] };
}

export function typeOf(type: Type): Type {
  return { kind: "type", name: "type", parameters: [type] };
}

export function structType(name: string): Type {
  return { kind: "struct", name, parameters: [] };
}

export function parameterType(name: string): Type {
  return { kind: "parameter", name, parameters: [] };
}

/** The type as the server's messages name it (cel-go's checker/format.go, FormatCELType). */
export function formatType(type: Type): string {
  if (type.kind === "error") return "!error!";
  if (type.parameters.length === 0) return type.name;
  return `${type.name}(${type.parameters.map(formatType).join(", ")})`;
}

/** Whether two types are the same, parameters by name unless `anyParameter`. */
export function sameType(a: Type, b: Type, options: { anyParameter?: boolean } = {}): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || a.parameters.length !== b.parameters.length) return false;
  if (a.name !== b.name && !(options.anyParameter && a.kind === "parameter")) return false;
  return a.parameters.every((parameter, index) =>
    sameType(parameter, b.parameters[index] ?? errorType, options),
  );
}

/** The type inside of an optional one; undefined for every other. */
export function unwrapOptional(type: Type): Type | undefined {
  return type.kind === "opaque" && type.name === "optional_type" ? type.parameters[0] : undefined;
}

/** Reads a type as declarations have it: `list(T)`, `map(string, int)`, `kubernetes.URL`. Capital letters are parameters. */
export function parseType(text: string): Type {
  const [whole = "", name = "", inner] = /^([\w.]+)(?:\((.*)\))?$/.exec(text) ?? [];
  if (!whole) throw new TypeError(`"${text}" is no type`);
  const parameters = inner === undefined ? [] : splitTypes(inner).map(parseType);
  if (/^[A-Z]$/.test(name)) return parameterType(name);
  if (["list", "map", "type"].includes(name)) return { kind: name as TypeKind, name, parameters };
  if (name.startsWith("kubernetes.")) return structType(name);
  if (name === "optional_type" || name.startsWith("net.")) return { kind: "opaque", name, parameters };
  return { kind: name as TypeKind, name, parameters };
}

/** Splits at the commas that are not inside of parentheses. */
export function splitTypes(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const [index, character] of [...text].entries()) {
    if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (character === "," && depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  const last = text.slice(start).trim();
  return last === "" ? parts : [...parts, last];
}

function simple(kind: TypeKind): Type {
  return { kind, name: kind, parameters: [] };
}
