import { readGoPackage, type GoField, type GoType, type Imports } from "./go-package.ts";

/** The texts of a Go package's files by its import path; undefined when it is in none of the modules. */
export type ReadGoFiles = (importPath: string) => readonly string[] | undefined;

/** What becomes of a type's zero value: structs are never empty to `omitempty`, though they may be zero. */
export interface Value {
  readonly is: "scalar" | "pointer to scalar" | "nil" | "struct";
  /** `{}` is a struct whose own fields say what it looks like; undefined for one that writes itself. */
  readonly empty?: unknown;
  /** Import path and name of a struct that writes itself. */
  readonly writer?: string;
}

/** A field with its value. */
export interface Field extends Omit<GoField, "name"> {
  readonly name: string;
  readonly value: Value;
  /** The type as Go prints it where its name is of no struct, so that no schema tells it: `v1.Protocol`, `[]v1.IPFamily`. */
  readonly typeName: string | undefined;
  /** The struct that the field was inlined from, if it was. */
  readonly embedded?: string;
}

/** `io.k8s.api.core.v1.Pod` → `k8s.io/api/core/v1`, `Pod`. */
export function goNameOf(component: string): [importPath: string, name: string] {
  const parts = component.split(".").slice(2);
  const name = parts.pop() ?? "";
  return [`k8s.io/${parts.join("/")}`, name];
}

/** The Go types of some modules, read as they are asked for. */
export class GoTypes {
  readonly #readFiles: ReadGoFiles;
  readonly #packages = new Map<string, ReadonlyMap<string, GoType>>();

  constructor(readFiles: ReadGoFiles) {
    this.#readFiles = readFiles;
  }

  find(importPath: string, name: string): GoType | undefined {
    const types = this.#packages.get(importPath) ?? readGoPackage(this.#readFiles(importPath) ?? []);
    this.#packages.set(importPath, types);
    return types.get(name);
  }

  /** The fields of a struct and of those that are inlined into it. */
  flatten(importPath: string, struct: GoType & { is: "struct" }): Field[] {
    return struct.fields.flatMap((field) => {
      const { name, type, imports } = field;
      if (name !== undefined) {
        const place = { importPath, imports };
        return [
          { ...field, name, value: this.#valueOf(type, place), typeName: this.#namedType(type, place) },
        ];
      }
      const [innerPath, innerName] = qualify(type.replace("*", ""), { importPath, imports });
      const inner = this.find(innerPath, innerName);
      if (inner?.is !== "struct") throw new Error(`cannot find Go struct ${innerPath}.${innerName}`);
      return this.flatten(innerPath, inner).map((each) => ({
        ...each,
        embedded: [innerName, each.embedded].filter(Boolean).join("."),
      }));
    });
  }

  #namedType(type: string, place: Place): string | undefined {
    const [, outer = "", inner = ""] = /^\*?((?:\[\]|map\[[\w.]+\])*)\*?([\w.]+)$/.exec(type) ?? [];
    const [importPath, name] = qualify(inner, place);
    if (this.find(importPath, name)?.is !== "named") return undefined;
    const keyed = outer.replaceAll(/map\[([A-Z]\w*)\]/g, `map[${packageOf(place.importPath)}.$1]`);
    return `${keyed}${packageOf(importPath)}.${name}`;
  }

  #valueOf(type: string, place: Place): Value {
    if (type.startsWith("*")) {
      const { is } = this.#valueOf(type.slice(1), place);
      return { is: is === "scalar" ? "pointer to scalar" : "nil", empty: null };
    }
    if (type.startsWith("[]") || type.startsWith("map[")) return { is: "nil", empty: null };
    if (type === "string") return { is: "scalar", empty: "" };
    if (type === "bool") return { is: "scalar", empty: false };
    if (/^(u?int|float|byte|rune)\d*$/.test(type)) return { is: "scalar", empty: 0 };
    const [importPath, name] = qualify(type, place);
    const found = this.find(importPath, name);
    if (!found) throw new Error(`cannot find Go type ${importPath}.${name}`);
    if (found.is === "named") return this.#valueOf(found.type, { importPath, imports: found.imports });
    return found.writesItself
      ? { is: "struct", writer: `${importPath}.${name}` }
      : { is: "struct", empty: {} };
  }
}

/** Where a type's name is said. */
export interface Place {
  readonly importPath: string;
  readonly imports: Imports;
}

/** The import path and name of a type that is named at a place. */
export function qualify(type: string, { importPath, imports }: Place): [importPath: string, name: string] {
  const [alias = "", name] = type.split(".");
  return name === undefined ? [importPath, alias] : [imports.get(alias) ?? alias, name];
}

/** `k8s.io/api/core/v1` → `v1`. */
function packageOf(importPath: string): string {
  return importPath.slice(importPath.lastIndexOf("/") + 1);
}
