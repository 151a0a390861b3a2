import { equalJson } from "../../base/json.ts";
import type { BuiltInSchemas } from "../../k8s/built-in.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { builtInSchema } from "../built-in-schema.ts";
import { knownTypes } from "../read/known-types.ts";
import { shapePart } from "./shape.ts";

/** A type that the library exports. */
export interface LibraryType {
  /** `kubewright`, `kubewright/k8s/core/v1`. */
  readonly module: string;
  readonly name: string;
  /** What the generator makes of it, description included. */
  readonly schema: JsonSchema;
}

/** Where the types come from that other APIs embed: Go package of a component → module. */
const modules: Readonly<Record<string, string>> = {
  "io.k8s.api.core.v1": "kubewright/k8s/core/v1",
  "io.k8s.api.apps.v1": "kubewright/k8s/apps/v1",
  "io.k8s.api.batch.v1": "kubewright/k8s/batch/v1",
  "io.k8s.api.networking.v1": "kubewright/k8s/networking.k8s.io/v1",
  "io.k8s.api.policy.v1": "kubewright/k8s/policy/v1",
  "io.k8s.api.rbac.v1": "kubewright/k8s/rbac.authorization.k8s.io/v1",
  "io.k8s.apimachinery.pkg.apis.meta.v1": "kubewright/k8s/meta/v1",
};

/** A smaller object looks like too many others. */
const enough = 3;

const condition: LibraryType = { module: "kubewright", name: "Condition", schema: knownTypes.Condition };

/**
 * Finds the type of the library of which the generator makes exactly a schema, apart from what its place says. A small object is not taken
 * for a type of Kubernetes unless it is merged as that type is: many have a name and a value.
 */
export function libraryTypes(schemas: BuiltInSchemas): (schema: JsonSchema) => LibraryType | undefined {
  const byProperties = new Map<string, string[]>();
  for (const component of schemas.components) {
    if (!Object.hasOwn(modules, packageOf(component))) continue;
    const key = keyOf(schemas.schema(component));
    byProperties.set(key, [...(byProperties.get(key) ?? []), component]);
  }
  const made = new Map<string, LibraryType | undefined>();
  const typeOf = (component: string) => {
    if (!made.has(component)) made.set(component, readType(component, schemas));
    return made.get(component);
  };
  return (schema) => {
    const part = shapePart(schema);
    if (equalJson(part, shapePart(condition.schema))) return condition;
    if (sizeOf(part) < enough && !part["x-kubernetes-map-type"]) return undefined;
    const found = (byProperties.get(keyOf(part)) ?? []).flatMap((component) => {
      const type = typeOf(component);
      return type && equalJson(shapePart(type.schema), part) ? [type] : [];
    });
    return found.length === 1 ? found[0] : undefined;
  };
}

/** How many properties there are at all depths. */
function sizeOf({ properties, items, additionalProperties: values }: JsonSchema): number {
  const below = Object.values(properties ?? {}).reduce((sum, property) => sum + 1 + sizeOf(property), 0);
  return below + (items ? sizeOf(items) : 0) + (typeof values === "object" ? sizeOf(values) : 0);
}

function packageOf(component: string): string {
  return component.slice(0, component.lastIndexOf("."));
}

function keyOf({ properties = {} }: JsonSchema): string {
  return Object.keys(properties).sort().join();
}

function readType(component: string, schemas: BuiltInSchemas): LibraryType | undefined {
  const module = modules[packageOf(component)] ?? "";
  const name = component.slice(component.lastIndexOf(".") + 1);
  const schema = builtInSchema(schemas, { module, name });
  return schema && { module, name, schema };
}
