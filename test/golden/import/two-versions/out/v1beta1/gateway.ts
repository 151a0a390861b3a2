import { resource, type KubernetesObject } from "kubewright";
import type { Route } from "../shared/gateway.ts";

export interface Gateway extends KubernetesObject {
  /** @description "" */
  apiVersion?: string;
  /** @description "" */
  kind?: string;
  spec?: GatewaySpec;
}

export const Gateway = resource<Gateway>({
  group: "net.example.com",
  version: "v1beta1",
  kind: "Gateway",
  scope: "Cluster",
  deprecated: "use v1",
  allowFloats: true,
});

export interface GatewaySpec {
  mode?: string;
  routes?: Route[];
}
