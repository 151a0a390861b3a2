import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readBuiltInSchemas } from "../../../src/k8s/built-in.ts";
import { apiVersionOf } from "../../../src/kube/gvk.ts";
import type { JsonSchema } from "../../../src/kube/schema/json-schema.ts";

const k8s = join(import.meta.dirname, "../../../src/k8s");
const schemas = readBuiltInSchemas();
const core = (name: string) => schemas.schema(`io.k8s.api.core.v1.${name}`);
const property = (schema: JsonSchema, name: string): JsonSchema => schema.properties?.[name] ?? {};
const find = (group: string, plural: string) =>
  schemas.resources.find((resource) => resource.group === group && resource.plural === plural);

describe("resources", () => {
  test("what an operator needs is there, as discovery has it", () => {
    expect(find("apps", "deployments")).toEqual({
      group: "apps",
      version: "v1",
      kind: "Deployment",
      plural: "deployments",
      singular: "deployment",
      shortNames: ["deploy"],
      categories: ["all"],
      scope: "Namespaced",
      verbs: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
      subresources: ["scale", "status"],
      subresourceKinds: {
        scale: { group: "autoscaling", version: "v1", kind: "Scale", verbs: ["get", "patch", "update"] },
        status: { group: "apps", version: "v1", kind: "Deployment", verbs: ["get", "patch", "update"] },
      },
      schema: "io.k8s.api.apps.v1.Deployment",
    });
    expect(find("", "nodes")).toMatchObject({ scope: "Cluster", shortNames: ["no"] });
    expect(find("apiextensions.k8s.io", "customresourcedefinitions")).toMatchObject({
      scope: "Cluster",
      shortNames: ["crd", "crds"],
    });
    expect(find("coordination.k8s.io", "leases")).toMatchObject({ scope: "Namespaced", subresources: [] });
  });

  test("a subresource that takes another kind says which", () => {
    expect(find("", "pods")?.subresourceKinds["eviction"]).toMatchObject({
      group: "policy",
      version: "v1",
      kind: "Eviction",
    });
    expect(find("", "serviceaccounts")?.subresourceKinds["token"]).toMatchObject({
      group: "authentication.k8s.io",
      version: "v1",
      kind: "TokenRequest",
      verbs: ["create"],
    });
  });

  test("each has a schema of its own kind", () => {
    for (const { group, version, kind, schema } of schemas.resources) {
      expect(schemas.schema(schema)["x-kubernetes-group-version-kind"]).toEqual([{ group, version, kind }]);
    }
  });

  test("group versions are those of the resources, the preferred version of a group first", () => {
    const served = new Set(schemas.resources.map(apiVersionOf));
    expect(new Set(schemas.groupVersions.map(apiVersionOf))).toEqual(served);
    const autoscaling = schemas.groupVersions.filter(({ group }) => group === "autoscaling");
    expect(autoscaling.map(({ version }) => version)).toEqual(["v2", "v1"]);
  });
});

describe("schemas", () => {
  test("a Deployment's strategy has its enum and is merged by retaining keys", () => {
    const strategy = schemas.schema("io.k8s.api.apps.v1.DeploymentStrategy");
    expect(property(strategy, "type")).toEqual({ type: "string", enum: ["Recreate", "RollingUpdate"] });
    expect(property(schemas.schema("io.k8s.api.apps.v1.DeploymentSpec"), "strategy")).toEqual({
      "x-kubernetes-patch-strategy": "retainKeys",
      allOf: [{ $ref: "#/components/schemas/io.k8s.api.apps.v1.DeploymentStrategy" }],
    });
  });

  test("lists of a container know their keys, or server-side apply would replace them whole", () => {
    const container = core("Container");
    expect(container.required).toEqual(["name"]);
    expect(property(container, "ports")).toEqual({
      type: "array",
      items: { $ref: "#/components/schemas/io.k8s.api.core.v1.ContainerPort" },
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["containerPort", "protocol"],
      "x-kubernetes-patch-merge-key": "containerPort",
      "x-kubernetes-patch-strategy": "merge",
    });
    expect(property(container, "args")).toEqual({
      type: "array",
      items: { type: "string" },
      "x-kubernetes-list-type": "atomic",
    });
    expect(property(core("ContainerPort"), "protocol").default).toBe("TCP");
  });

  test("ports of a Service are keyed by port and protocol, its selector is one value", () => {
    const spec = core("ServiceSpec");
    expect(property(spec, "ports")["x-kubernetes-list-map-keys"]).toEqual(["port", "protocol"]);
    expect(property(spec, "selector")["x-kubernetes-map-type"]).toBe("atomic");
  });

  test("resource requirements are maps of quantities", () => {
    const limits = property(core("ResourceRequirements"), "limits");
    expect(limits).toEqual({
      type: "object",
      additionalProperties: { $ref: "#/components/schemas/io.k8s.apimachinery.pkg.api.resource.Quantity" },
    });
    expect(schemas.schema((limits.additionalProperties as JsonSchema).$ref ?? "").oneOf).toHaveLength(2);
  });

  test("a label selector is one value", () => {
    const selector = schemas.schema("io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector");
    expect(selector["x-kubernetes-map-type"]).toBe("atomic");
    expect(Object.keys(selector.properties ?? {})).toEqual(["matchExpressions", "matchLabels"]);
  });

  test("the schema of CRDs is recursive and keeps what it is given where JSON may be anything", () => {
    const crd = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1";
    const props = schemas.schema(`${crd}.JSONSchemaProps`);
    expect(property(props, "not").$ref).toBe(`#/components/schemas/${crd}.JSONSchemaProps`);
    expect(property(props, "default").$ref).toBe(`#/components/schemas/${crd}.JSON`);
    for (const name of [
      "JSON",
      "JSONSchemaPropsOrBool",
      "JSONSchemaPropsOrArray",
      "JSONSchemaPropsOrStringArray",
    ]) {
      expect(schemas.schema(`${crd}.${name}`)).toEqual({ "x-kubernetes-preserve-unknown-fields": true });
    }
  });

  test("defaults that only say Go's zero value are gone, those that a marker set are kept", () => {
    expect(property(core("Container"), "name")).toEqual({ type: "string" });
    expect(property(core("Container"), "resources")).toEqual({
      $ref: "#/components/schemas/io.k8s.api.core.v1.ResourceRequirements",
    });
    expect(property(core("LocalObjectReference"), "name")).toEqual({ type: "string", default: "" });
  });

  test("no schema carries prose, and every reference leads somewhere", () => {
    const walk = (schema: JsonSchema) => {
      expect(schema.description).toBeUndefined();
      if (schema.$ref) schemas.schema(schema.$ref);
      for (const part of [...Object.values(schema.properties ?? {}), ...(schema.allOf ?? [])]) walk(part);
      if (schema.items) walk(schema.items);
      if (typeof schema.additionalProperties === "object") walk(schema.additionalProperties);
    };
    expect(schemas.components.length).toBeGreaterThan(500);
    for (const component of schemas.components) walk(schemas.schema(component));
  });

  test("a component that is not there is an error that names it", () => {
    expect(() => core("Nothing")).toThrow('Kubernetes v1.36.3 has no component "io.k8s.api.core.v1.Nothing"');
  });
});

describe("handles", () => {
  test("every served resource has one, by its kind, that says where it is", async () => {
    for (const { group, version, kind, plural, scope } of schemas.resources) {
      const module = (await import(`../../../src/k8s/${group || "core"}/${version}.ts`)) as Record<
        string,
        unknown
      >;
      expect(module[kind]).toEqual({
        group,
        version,
        kind,
        plural,
        scope,
        apiVersion: apiVersionOf({ group, version }),
      });
      expect(Object.isFrozen(module[kind])).toBe(true);
    }
  });

  test("there is no handle for what is not served, such as the kind of a subresource", async () => {
    const served = new Set(
      schemas.resources.map(({ group, version, kind }) => `${group || "core"}/${version}/${kind}`),
    );
    const modules = readdirSync(k8s, { recursive: true, encoding: "utf8" }).filter((path) =>
      /\/v\w+\.ts$/.test(path),
    );
    for (const path of modules) {
      const module = (await import(join(k8s, path))) as Record<string, unknown>;
      for (const name of Object.keys(module))
        expect(served).toContain(`${path.replace(/\.ts$/, "").replaceAll("\\", "/")}/${name}`);
    }
    expect(served).not.toContain("autoscaling/v1/Scale");
  });
});
