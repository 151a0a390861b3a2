import type { JsonObject } from "../../../../base/json.ts";
import {
  forbiddenField,
  immutableField,
  invalidEach,
  requiredField,
  tooLongField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { dnsLabel } from "../../../admission/name-format.ts";
import { domainPathProblems } from "../../../admission/domain-path.ts";
import type { InvalidField } from "../../../status-error.ts";
import { objectAt } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { textAt } from "../read.ts";
import { validateLocalReference } from "./local-reference.ts";

const at = "spec.parameters";

/** Follows k8s.io/kubernetes/pkg/apis/networking and pkg/registry/networking/ingressclass. */
export const ingressClassRules: KindRules = {
  generation: true,
  updateOrder: "changes first",
  defaults(object) {
    const parameters = objectAt(objectAt(object, "spec"), "parameters");
    if (parameters) parameters.scope ??= "Cluster";
  },
  validate(object) {
    const spec = objectAt(object, "spec");
    const controller = textAt(spec, "controller");
    const parameters = objectAt(spec, "parameters");
    return [
      ...(Buffer.byteLength(controller) > 250 ? [tooLongField("spec.controller", 250)] : []),
      ...domainPathProblems("spec.controller", controller),
      ...(parameters ? [...validateLocalReference(parameters, at), ...validateScope(parameters)] : []),
    ];
  },
  validateUpdate(object, old) {
    const [now, then] = [object, old].map((each) => textAt(objectAt(each, "spec"), "controller"));
    return now === then ? [] : [immutableField("spec.controller", now)];
  },
};

function validateScope({ scope, namespace }: JsonObject): InvalidField[] {
  if (scope === undefined) return [requiredField(`${at}.scope`)];
  if (scope === "Cluster")
    return namespace === undefined
      ? []
      : [forbiddenField(`${at}.namespace`, "`parameters.scope` is set to 'Cluster'")];
  if (scope !== "Namespace") return [unsupportedField(`${at}.scope`, scope, ["Cluster", "Namespace"])];
  return typeof namespace === "string"
    ? invalidEach(`${at}.namespace`, namespace, dnsLabel(namespace))
    : [requiredField(`${at}.namespace`, "`parameters.scope` is set to 'Namespace'")];
}
