import { describe, expect, test } from "vitest";
import { builtInSchema } from "../../../src/generate/built-in-schema.ts";
import { knownTypes } from "../../../src/generate/read/known-types.ts";
import { readBuiltInSchemas } from "../../../src/k8s/built-in.ts";
import type { JsonSchema } from "../../../src/kube/schema/json-schema.ts";
import { validateStructural } from "../../../src/kube/schema/structural.ts";
import { everyBuiltInType } from "../../helpers/every-built-in-type.ts";

const schemas = readBuiltInSchemas();
const find = (module: string, name: string) =>
  builtInSchema(schemas, { module: `kubewright/k8s/${module}`, name });

/** The schema below a path of properties, `[]` for items and `{}` for values. */
function at(schema: JsonSchema | undefined, path: string): JsonSchema | undefined {
  return path.split(".").reduce<JsonSchema | undefined>((inner, step) => {
    if (step === "[]") return inner?.items;
    const values = inner?.additionalProperties;
    return step === "{}" ? (typeof values === "object" ? values : undefined) : inner?.properties?.[step];
  }, schema);
}

/** Every keyword in a schema and below it. */
function keysOf(schema: JsonSchema): string[] {
  const { properties = {}, items, additionalProperties } = schema;
  const below = [...Object.values(properties), items, additionalProperties];
  return [
    ...Object.keys(schema),
    ...below.filter((part) => typeof part === "object").flatMap((part) => keysOf(part)),
  ];
}

describe("every exported type", () => {
  const types = everyBuiltInType();

  test("is one that the modules have, several hundred of them", () => {
    expect(types.length).toBeGreaterThan(550);
  });

  test("each is a structural schema below the root of a CRD, with nothing that a CRD may not say", () => {
    const refused = types.flatMap(({ module, name }) => {
      const value = find(module, name);
      if (!value) return `${module} ${name}: no schema`;
      const errors = validateStructural({ type: "object", properties: { value } });
      const foreign = keysOf(value).filter((key) =>
        /^(\$ref|oneOf|description|x-kubernetes-(patch|group|unions).*)$/.test(key),
      );
      const found = [...errors.map(({ field, message }) => `${field}: ${message}`), ...foreign];
      return found.map((what) => `${module} ${name}: ${what}`);
    });
    expect(refused).toEqual([]);
  });
});

describe("where a CRD says more or less than the server publishes", () => {
  test.each([
    ["core/v1", "ResourceRequirements", "limits.{}", knownTypes.Quantity],
    ["core/v1", "ServicePort", "targetPort", knownTypes.IntOrString],
    ["apps/v1", "ControllerRevision", "data", knownTypes.RawExtension],
    ["core/v1", "PodTemplateSpec", "metadata", knownTypes.ObjectMeta],
    ["apps/v1", "StatefulSetSpec", "volumeClaimTemplates.[].metadata", knownTypes.ObjectMeta],
  ])("in %s %s, %s is as the alias of its type", (module, name, path, schema) => {
    expect(at(find(module, name), path)).toEqual(schema);
  });

  test("a condition has the bounds of its markers, wherever it is", () => {
    const { description: _description, ...condition } = knownTypes.Condition;
    expect(at(find("policy/v1", "PodDisruptionBudgetStatus"), "conditions.[]")).toEqual(condition);
    expect(find("meta/v1", "Condition")).toEqual(condition);
  });

  test("metadata is what a template needs of it when it is named itself, too", () => {
    expect(find("meta/v1", "ObjectMeta")).toEqual(knownTypes.ObjectMeta);
  });

  test("bytes are no list, though Go says so", () => {
    expect(at(find("apiregistration.k8s.io/v1", "APIServiceSpec"), "caBundle")).toEqual({
      type: "string",
      format: "byte",
    });
  });

  test.each([
    ["core/v1", "ServiceAccount", "secrets"],
    ["flowcontrol.apiserver.k8s.io/v1", "FlowSchemaStatus", "conditions"],
    ["resource.k8s.io/v1", "ResourceClaimStatus", "devices"],
  ])("in %s %s, %s has a key that may be left out: no CRD may merge by it", (module, name, path) => {
    expect(Object.keys(at(find(module, name), path) ?? {}).sort()).toEqual(["items", "type"]);
  });

  test("what contains itself is kept as it is from the second time on", () => {
    const props = find("apiextensions.k8s.io/v1", "JSONSchemaProps");
    const open = { "x-kubernetes-preserve-unknown-fields": true };
    expect(at(props, "type")).toEqual({ type: "string" });
    expect(at(props, "not")).toEqual(open);
    expect(at(props, "properties.{}")).toEqual(open);
    expect(at(props, "default")).toEqual(open);
  });
});

describe("what the server publishes is kept", () => {
  test.each<[string, string, string, JsonSchema]>([
    ["core/v1", "Container", "ports", { "x-kubernetes-list-map-keys": ["containerPort", "protocol"] }],
    ["core/v1", "Container", "ports.[].protocol", { default: "TCP", enum: ["SCTP", "TCP", "UDP"] }],
    ["core/v1", "Container", "command", { "x-kubernetes-list-type": "atomic" }],
    ["core/v1", "PodSpec", "nodeSelector", { "x-kubernetes-map-type": "atomic" }],
    ["core/v1", "Secret", "data.{}", { type: "string", format: "byte" }],
    ["core/v1", "EnvVarSource", "configMapKeyRef", { "x-kubernetes-map-type": "atomic", required: ["key"] }],
    ["core/v1", "EnvVarSource", "configMapKeyRef.name", { default: "" }],
    ["core/v1", "Event", "eventTime", { type: "string", format: "date-time" }],
    ["networking.k8s.io/v1", "NetworkPolicyPeer", "podSelector", { "x-kubernetes-map-type": "atomic" }],
    [
      "batch/v1",
      "JobTemplateSpec",
      "spec.template.spec.containers",
      { "x-kubernetes-list-map-keys": ["name"] },
    ],
  ])("%s %s: %s", (module, name, path, part) => {
    expect(at(find(module, name), path)).toMatchObject(part);
  });

  test("required names are sorted, as controller-gen writes them", () => {
    expect(find("networking.k8s.io/v1", "HTTPIngressPath")?.required).toEqual(["backend", "pathType"]);
  });
});

describe("descriptions on request", () => {
  const described = {
    ...schemas,
    hasDescriptions: true,
    description: (component: string) =>
      component.endsWith(".PodTemplateSpec")
        ? { type: "A template.", fields: { spec: "What pods are." } }
        : component.endsWith(".ObjectMeta")
          ? { type: "Metadata.", fields: { labels: "Labels." } }
          : component.endsWith(".Affinity")
            ? { type: "Where pods go.", fields: {} }
            : undefined,
  };
  const name = { module: "kubewright/k8s/core/v1", name: "PodTemplateSpec" };

  test("are of the field, else of its type, as controller-gen writes them", () => {
    const template = builtInSchema(described, { ...name, described: true });
    expect(template?.description).toBe("A template.");
    expect(at(template, "spec")?.description).toBe("What pods are.");
    expect(at(template, "spec.affinity")?.description).toBe("Where pods go.");
    expect(at(template, "metadata")).toEqual(knownTypes.ObjectMeta);
  });

  test("are otherwise the only difference", () => {
    const template = builtInSchema(described, { ...name, described: true });
    const text = (schema: unknown) =>
      JSON.stringify(schema, (key, value: unknown) => (key === "description" ? undefined : value));
    expect(text(template)).toBe(text(builtInSchema(described, name)));
  });

  test("are not left out in silence where the package has none", () => {
    expect(() => builtInSchema({ ...schemas, hasDescriptions: false }, { ...name, described: true })).toThrow(
      "added when the package is built",
    );
  });
});

test.each([
  ["apps/v1", "LabelSelector"],
  ["apps/v2", "Deployment"],
  ["extensions/v1", "Deployment"],
  ["core/v1", "Nothing"],
])("%s has no %s", (module, name) => {
  expect(find(module, name)).toBeUndefined();
});
