import { resource, type KubernetesObject } from "kubewright";

interface TestQuota extends KubernetesObject {
  test?: string;
}

export const TestQuota = resource<TestQuota>({ group: "plural.example.com", version: "v1", kind: "TestQuota" });
