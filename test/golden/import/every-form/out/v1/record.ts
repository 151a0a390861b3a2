import { resource, type KubernetesObject } from "kubewright";

export interface RecordResource extends KubernetesObject {
  [key: string]: unknown;
}

export const RecordResource = resource<RecordResource>({
  group: "weird.example.com",
  version: "v1",
  kind: "Record",
  scope: "Cluster",
  served: false,
  rootFields: [],
});
