import { ensureObject, fill, fillEmpty, objectsAt } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";

/** Follows SetDefaults_NetworkPolicy of k8s.io/kubernetes/pkg/apis/networking/v1. */
export const networkPolicyRules: KindRules = {
  generation: true,
  defaults(object) {
    const spec = ensureObject(object, "spec");
    const egress = objectsAt(spec, "egress");
    for (const rule of [...objectsAt(spec, "ingress"), ...egress]) {
      for (const port of objectsAt(rule, "ports")) fillEmpty(port, { protocol: "TCP" });
    }
    fill(spec, { policyTypes: egress.length ? ["Ingress", "Egress"] : ["Ingress"] });
  },
};
