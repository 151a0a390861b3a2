import { resource, type Integer, type KubernetesObject } from "kubewright";
import type { Route } from "../shared/gateway.ts";

export interface Gateway extends KubernetesObject {
  /** @description "" */
  apiVersion?: string;
  /** @description "" */
  kind?: string;
  spec?: GatewaySpec;
  status?: GatewayStatus;
}

export const Gateway = resource<Gateway>({
  group: "net.example.com",
  version: "v1",
  kind: "Gateway",
  scope: "Cluster",
  categories: ["all", "net"],
  conversion: { strategy: "None" },
  versionOrder: ["v1beta1", "v1"],
  labels: { team: "net" },
  storage: true,
  subresources: {
    status: false,
    scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
  },
  allowFloats: true,
});

export interface GatewaySpec {
  replicas?: Integer;
  routes?: Route[];
}

export interface GatewayStatus {
  replicas?: Integer;
}
