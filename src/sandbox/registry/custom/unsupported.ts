import type { CustomResourceDefinition } from "../../../kube/crd.ts";
import { findUnsupported } from "../../../kube/schema/unsupported.ts";
import { notImplemented } from "../../status-error.ts";

/** 501 for what a definition asks that this server would have to ignore. */
export function refuseUnsupported({ spec }: CustomResourceDefinition): void {
  if (spec.conversion?.strategy === "Webhook") throw notImplemented("conversion webhooks");
  for (const [index, version] of (spec.versions ?? []).entries()) {
    const schema = version.schema?.openAPIV3Schema;
    const [found] = schema ? findUnsupported(schema) : [];
    if (found) throw notImplemented(`${found} (spec.versions[${index}].schema.openAPIV3Schema)`);
  }
}
