import type { BuiltInDescription } from "../../src/k8s/built-in.ts";
import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";
import type { ModelDocs } from "./read-model.ts";

/** The model of a name such as `V1PodSpec`; undefined when there is none. */
export type FindModel = (name: string) => ModelDocs | undefined;

/** Prose for every component that has a model, sorted as the components are. Models may be of an older Kubernetes than the components. */
export function describeComponents(
  components: Readonly<Record<string, JsonSchema>>,
  findModel: FindModel,
): Record<string, BuiltInDescription> {
  const described = Object.entries(components).flatMap(([component, schema]) => {
    const model = modelOf(component, schema, findModel);
    const description = model && describe(schema, model);
    return description ? [[component, description] as const] : [];
  });
  return Object.fromEntries(described);
}

/**
 * `io.k8s.api.core.v1.Event` is `CoreV1Event`, because two groups have one; `io.k8s.api.core.v1.Pod` is `V1Pod`. What models of an older
 * Kubernetes know only in beta is documented there already.
 */
function modelOf(component: string, schema: JsonSchema, findModel: FindModel): ModelDocs | undefined {
  const [group = "", version = "", name = ""] = component.split(".").slice(-3).map(capitalized);
  const names = [
    `${group}${version}${name}`,
    ...["", "beta2", "beta1", "alpha1"].map((before) => `${version}${before}${name}`),
  ];
  return names.map(findModel).find((model) => model && isOf(model, schema));
}

/** Whether a model is of this type, not of another one by the same name: types only grow. */
function isOf(model: ModelDocs, { properties = {} }: JsonSchema): boolean {
  const known = new Set(Object.keys(properties).map(modelName));
  const fields = [...model.fields.keys()].map(modelName);
  return fields.filter((field) => known.has(field)).length * 2 >= fields.length;
}

function describe({ properties = {} }: JsonSchema, model: ModelDocs): BuiltInDescription | undefined {
  const docs = new Map([...model.fields].map(([name, doc]) => [modelName(name), doc]));
  const fields = Object.keys(properties).flatMap((name) => {
    const doc = docs.get(modelName(name));
    return doc ? [[name, doc] as const] : [];
  });
  if (!model.type && fields.length === 0) return undefined;
  return { ...(model.type ? { type: model.type } : {}), fields: Object.fromEntries(fields) };
}

/** Models call `default` `_default`, `$ref` `ref` and `x-kubernetes-validations` `x_kubernetes_validations`. */
function modelName(property: string): string {
  return property.replace(/^[_$]/, "").replaceAll("-", "_");
}

function capitalized(part: string): string {
  return part.charAt(0).toUpperCase() + part.slice(1);
}
