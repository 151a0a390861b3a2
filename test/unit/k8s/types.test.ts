import { expect, expectTypeOf, test } from "vitest";
import { CustomResourceDefinition, type JSONSchemaProps } from "../../../src/k8s/apiextensions.k8s.io/v1.ts";
import type { StatefulSet } from "../../../src/k8s/apps/v1.ts";
import { Deployment, type DeploymentStrategy } from "../../../src/k8s/apps/v1.ts";
import type { Scale } from "../../../src/k8s/autoscaling/v1.ts";
import { Lease } from "../../../src/k8s/coordination.k8s.io/v1.ts";
import type { Container, PersistentVolumeClaim, Secret, Service } from "../../../src/k8s/core/v1.ts";
import type { Eviction } from "../../../src/k8s/policy/v1.ts";
import type { PodDisruptionBudgetStatus } from "../../../src/k8s/policy/v1.ts";
import type { Condition } from "../../../src/kube/condition.ts";
import type { KubernetesObject } from "../../../src/kube/object.ts";
import type { ObjectOf, Resource } from "../../../src/kube/resource.ts";

/*
 * What is written here is judged by the type check, which covers tests: an expected error that does not come is one.
 */

const web: Deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", labels: { app: "web" } },
  spec: {
    replicas: 3,
    strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "50%", maxSurge: 1 } },
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: {
        containers: [
          {
            name: "web",
            image: "nginx",
            ports: [{ containerPort: 80 }],
            resources: { requests: { cpu: "100m", memory: 1024 } },
            readinessProbe: { httpGet: { port: "http" } },
          },
        ],
      },
    },
  },
};

test("a Deployment is what its manifest is", () => {
  expect(web.spec?.template.spec?.containers[0]?.name).toBe("web");
});

test("a name is a type and a handle of that type at once", () => {
  expectTypeOf(Deployment).toEqualTypeOf<Resource<Deployment>>();
  expectTypeOf<ObjectOf<typeof StatefulSet>>().toEqualTypeOf<StatefulSet>();
  expectTypeOf<Deployment>().toExtend<KubernetesObject>();
  // @ts-expect-error a handle of another kind
  const wrong: Resource<Deployment> = Lease;
  expect(wrong).toBe(Lease);
});

test("misspelt, missing and mistyped fields do not compile", () => {
  // @ts-expect-error no such field
  const misspelt: Container = { name: "x", imagePullpolicy: "Always" };
  // @ts-expect-error not one of the values that the server takes
  const notInEnum: DeploymentStrategy = { type: "Rolling" };
  // @ts-expect-error a container has a name
  const missing: Container = { image: "nginx" };
  // @ts-expect-error labels are strings
  const mistyped: Deployment = { metadata: { labels: { tier: 1 } } };
  // @ts-expect-error the selector of a Deployment is required
  const incomplete: Deployment["spec"] = { template: {} };
  expect([misspelt, notInEnum, missing, mistyped, incomplete]).toHaveLength(5);
});

test("scalars are as JSON has them", () => {
  expectTypeOf<NonNullable<Secret["data"]>>().toEqualTypeOf<Record<string, string>>();
  expectTypeOf<NonNullable<Lease["spec"]>["renewTime"]>().toEqualTypeOf<string | undefined>();
  type Port = NonNullable<NonNullable<Service["spec"]>["ports"]>[number];
  expectTypeOf<Port["targetPort"]>().toEqualTypeOf<string | number | undefined>();
  expectTypeOf<Port["port"]>().toEqualTypeOf<number>();
});

test("types of other groups and of the vocabulary are used, not repeated", () => {
  type Claims = NonNullable<NonNullable<StatefulSet["spec"]>["volumeClaimTemplates"]>;
  expectTypeOf<Claims>().toEqualTypeOf<PersistentVolumeClaim[]>();
  expectTypeOf<NonNullable<PodDisruptionBudgetStatus["conditions"]>>().toEqualTypeOf<Condition[]>();
  expectTypeOf<Scale>().toExtend<KubernetesObject>();
  expectTypeOf<Eviction>().toHaveProperty("deleteOptions");
});

test("a CRD's schema nests, and where Go writes its JSON by hand the type says what may stand there", () => {
  const schema: JSONSchemaProps = {
    type: "object",
    properties: { tags: { type: "array", items: { type: "string" } }, open: { additionalProperties: true } },
    default: { tags: [] },
    "x-kubernetes-validations": [{ rule: "size(self.tags) > 0" }],
  };
  const crd: CustomResourceDefinition = {
    spec: {
      group: "example.com",
      names: { kind: "Thing", plural: "things" },
      scope: "Namespaced",
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  };
  expect(crd.spec.versions).toHaveLength(1);
  expect(CustomResourceDefinition.plural).toBe("customresourcedefinitions");
});
