import type { GoShape } from "../../src/k8s/built-in.ts";
import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";
import { goNameOf, GoTypes, type Field, type ReadGoFiles, type Value } from "./go-types.ts";

/** What an empty value of a type with a MarshalJSON method is written as. */
const writtenByItself: Readonly<Record<string, unknown>> = {
  "k8s.io/apimachinery/pkg/apis/meta/v1.Time": null,
  "k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime": null,
  "k8s.io/apimachinery/pkg/api/resource.Quantity": "0",
  "k8s.io/apimachinery/pkg/runtime.RawExtension": null,
  "k8s.io/apimachinery/pkg/util/intstr.IntOrString": 0,
};

/** By component, sorted by name, how Go writes it as JSON; components of which there is nothing to say are left out. */
export function goShapes(
  components: ReadonlyMap<string, JsonSchema>,
  readFiles: ReadGoFiles,
): Map<string, GoShape> {
  const types = new GoTypes(readFiles);
  const shapes = new Map<string, GoShape>();
  for (const [component, { properties }] of components) {
    if (!properties) continue;
    const [importPath, name] = goNameOf(component);
    const type = types.find(importPath, name);
    if (type?.is !== "struct") throw new Error(`there is no Go struct for component ${component}`);
    const fields = types.flatten(importPath, type).filter((field) => Object.hasOwn(properties, field.name));
    const always = fields.filter(isAlwaysWritten).map(({ name, value }) => [name, emptyOf(value)] as const);
    const pointers = fields.filter(({ value }) => value.is === "pointer to scalar").map(({ name }) => name);
    const named = fields.flatMap(({ name, typeName }) => (typeName ? [[name, typeName] as const] : []));
    const embedded = fields.flatMap(({ name, embedded }) =>
      embedded && embedded !== "TypeMeta" ? [[name, embedded] as const] : [],
    );
    if (always.length + pointers.length + named.length + embedded.length === 0) continue;
    shapes.set(component, {
      ...(always.length > 0 ? { always: Object.fromEntries(always) } : {}),
      ...(pointers.length > 0 ? { pointers: pointers.sort() } : {}),
      ...(named.length > 0 ? { types: Object.fromEntries(named) } : {}),
      ...(embedded.length > 0 ? { embedded: Object.fromEntries(embedded) } : {}),
    });
  }
  return new Map([...shapes].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isAlwaysWritten({ value, omitEmpty, omitZero }: Field): boolean {
  return !omitZero && (value.is === "struct" || !omitEmpty);
}

function emptyOf({ empty, writer }: Value): unknown {
  if (writer === undefined) return empty;
  if (!Object.hasOwn(writtenByItself, writer))
    throw new Error(`cannot tell how Go writes an empty ${writer}`);
  return writtenByItself[writer];
}
