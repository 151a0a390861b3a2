import type { CustomResourceDefinition } from "../../kube/crd.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { hasCustomResourceForm } from "./custom-resource-form.ts";
import { Interner } from "./interner.ts";
import type { LibraryType } from "./library-types.ts";
import { isNamedObject, literalsOf, shapePart, type Shape } from "./shape.ts";
import { pascalCase, singular } from "./type-names.ts";

/** Properties of every object; their schemas are Kubernetes' own. */
export const rootFields: readonly string[] = ["apiVersion", "kind", "metadata"];

/** The shapes of a definition, in the order in which they are first met, and which of them a schema is of. */
export interface Shapes {
  readonly all: readonly Shape[];
  of(schema: JsonSchema): Shape | undefined;
  /** The type of the library that says exactly what a schema does. */
  libraryOf(schema: JsonSchema): LibraryType | undefined;
  /** Names of the types of the library that are used: no type of the kind can have one. */
  readonly libraryNames: readonly string[];
}

/** Finds the type of the library for a schema. */
type FindLibraryType = (schema: JsonSchema) => LibraryType | undefined;

interface Place {
  readonly path: readonly string[];
  readonly version: string;
  readonly commented: boolean;
}

/** Finds what can have a name in the schemas of all versions. What is the same but for what its places say of it is one shape. */
export function collectShapes(
  crd: CustomResourceDefinition,
  findLibraryType: FindLibraryType = () => undefined,
): Shapes {
  const { names, versions } = crd.spec;
  const collector = new Collector(findLibraryType);
  for (const { name, schema } of versions) {
    const root = schema?.openAPIV3Schema ?? {};
    const hasForm = hasCustomResourceForm(root);
    for (const [key, property] of Object.entries(root.properties ?? {})) {
      if (rootFields.includes(key)) continue;
      // the arguments of CustomResource<Spec, Status> have no comment
      const commented = !(hasForm && (key === "spec" || key === "status"));
      collector.walk(property, { path: [names.kind, pascalCase(key)], version: name, commented });
    }
  }
  return collector;
}

class Collector implements Shapes {
  readonly #interner = new Interner();
  readonly #shapes = new Map<number, Shape>();
  readonly #ids = new Map<JsonSchema, number>();
  readonly #walked = new Set<string>();
  readonly #library = new Map<JsonSchema, LibraryType>();
  readonly #findLibraryType: FindLibraryType;

  constructor(findLibraryType: FindLibraryType) {
    this.#findLibraryType = findLibraryType;
  }

  get libraryNames(): readonly string[] {
    return [...new Set([...this.#library.values()].map(({ name }) => name))];
  }

  libraryOf(schema: JsonSchema): LibraryType | undefined {
    return this.#library.get(schema);
  }

  get all(): readonly Shape[] {
    return [...this.#shapes.values()];
  }

  of(schema: JsonSchema): Shape | undefined {
    const id = this.#ids.get(schema);
    return id === undefined ? undefined : this.#shapes.get(id);
  }

  walk(schema: JsonSchema, place: Place): void {
    if (isNamedObject(schema)) return this.#walkObject(schema, place);
    if ((literalsOf(schema)?.length ?? 0) > 1) {
      const { type, enum: values } = schema;
      this.#use(schema, place, {
        kind: "enum",
        schema: { ...(type ? { type } : {}), ...(values ? { enum: values } : {}) },
      });
    }
    const inner = { ...place, path: oneOf(place.path), commented: false };
    if (schema.items) this.walk(schema.items, inner);
    if (typeof schema.additionalProperties === "object") this.walk(schema.additionalProperties, inner);
  }

  #walkObject(schema: JsonSchema, place: Place): void {
    const type = this.#findLibraryType(schema);
    if (type) {
      this.#library.set(schema, type);
      return;
    }
    const id = this.#use(schema, place, { kind: "object", schema: shapePart(schema) });
    const key = `${id} ${place.version}`;
    if (this.#walked.has(key)) return;
    this.#walked.add(key);
    // what is below is written once, with the first place's schemas
    const { properties = {}, ...said } = this.#shapes.get(id)?.schema ?? {};
    for (const [name, property] of Object.entries(properties)) {
      // its metadata has a type of the library, whatever the schema says of it
      if (name === "metadata" && said["x-kubernetes-embedded-resource"]) continue;
      this.walk(property, { ...place, path: [...place.path, pascalCase(name)], commented: true });
    }
  }

  #use(schema: JsonSchema, place: Place, made: Pick<Shape, "kind" | "schema">): number {
    const id = this.#ids.get(schema) ?? this.#interner.idOf(made);
    this.#ids.set(schema, id);
    const shape = this.#shapes.get(id) ?? { ...made, uses: [] };
    this.#shapes.set(id, shape);
    shape.uses.push({ ...place, description: schema.description });
    return id;
  }
}

/** The path of one item of what stands at a path. */
function oneOf(path: readonly string[]): readonly string[] {
  return [...path.slice(0, -1), singular(path.at(-1) ?? "")];
}
