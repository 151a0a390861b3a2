/** A type of a Go package, as far as JSON depends on it. */
export type GoType =
  /** `type Name <type>`. */
  | { readonly is: "named"; readonly type: string; readonly imports: Imports }
  /** `writesItself`: it has a MarshalJSON method. */
  | { readonly is: "struct"; readonly fields: readonly GoField[]; readonly writesItself: boolean };

/** A field that JSON knows. */
export interface GoField {
  /** Name in JSON; undefined for a struct whose fields are those of the outer one. */
  readonly name: string | undefined;
  readonly type: string;
  /** Options of the `json` tag. */
  readonly omitEmpty: boolean;
  readonly omitZero: boolean;
  /** Number of the field in the type's protobuf message; undefined when it is not in it. */
  readonly number: number | undefined;
  readonly imports: Imports;
}

/** Packages by the name under which a file knows them. */
export type Imports = ReadonlyMap<string, string>;

/** The types of a package by name, from the texts of its files as gofmt lays them out. */
export function readGoPackage(files: readonly string[]): Map<string, GoType> {
  const types = new Map<string, GoType>();
  const writers = new Set(files.flatMap(typesThatWriteThemselves));
  for (const text of files) {
    const imports = importsOf(text);
    for (const [, name = "", type = ""] of text.matchAll(/^type (\w+) =? ?([\w.*[\]]+)(?: *\/\/.*)?$/gm))
      types.set(name, { is: "named", type, imports });
    for (const [, name = "", body = ""] of text.matchAll(/^type (\w+) struct ?\{(?:\}|\n(.*?)^\})/gms))
      types.set(name, { is: "struct", fields: fieldsOf(body, imports), writesItself: writers.has(name) });
  }
  return types;
}

function typesThatWriteThemselves(text: string): string[] {
  return [...text.matchAll(/^func \((?:\w+ )?\*?(\w+)\) MarshalJSON\(/gm)].map(([, name = ""]) => name);
}

function importsOf(text: string): Map<string, string> {
  const found = text.matchAll(/^(?:import)?\s*(?:(\w+)\s+)?"([\w./-]+)"$/gm);
  return new Map(
    [...found].map(([, name, path = ""]) => [name ?? path.slice(path.lastIndexOf("/") + 1), path]),
  );
}

function fieldsOf(body: string, imports: Imports): GoField[] {
  const fields: GoField[] = [];
  for (const line of body.split("\n")) {
    const [, name, type = "", tag] = /^\s+(?:(\w+)\s+)?([\w.*[\]]+)\s+`[^`]*json:"([^"]*)"/.exec(line) ?? [];
    if (tag === undefined || tag === "-") continue;
    const [given = "", ...options] = tag.split(",");
    const number = /protobuf:"\w+,(\d+),/.exec(line)?.[1];
    fields.push({
      name: given || (options.includes("inline") ? undefined : name),
      type,
      omitEmpty: options.includes("omitempty"),
      omitZero: options.includes("omitzero"),
      number: number === undefined ? undefined : Number(number),
      imports,
    });
  }
  return fields;
}
