import type { CustomResourceDefinition } from "../../../kube/crd.ts";
import { notImplemented } from "../../status-error.ts";

/** 501 for what a definition asks that this server would have to ignore. */
export function refuseUnsupported({ spec }: CustomResourceDefinition): void {
  if (spec.conversion?.strategy === "Webhook") throw notImplemented("conversion webhooks");
}
