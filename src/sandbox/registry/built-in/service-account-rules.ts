import type { ApiObject } from "../../api-object.ts";
import { objectsAt } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";

const enforceKey = "kubernetes.io/enforce-mountable-secrets";

/** Follows k8s.io/kubernetes/pkg/registry/core/serviceaccount. */
export const serviceAccountRules: KindRules = {
  returnsDeleted: true,
  updateOrder: "changes first",
  prepareForCreate: cleanSecrets,
  prepareForUpdate: cleanSecrets,
  warnings(object, old) {
    const has = (each: ApiObject | undefined) => Object.hasOwn(each?.metadata.annotations ?? {}, enforceKey);
    if (has(old) || !has(object)) return [];
    const advice = "deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets";
    return [`metadata.annotations[${enforceKey}]: ${advice}`];
  },
};

/** Of a reference to a Secret only the name counts. */
function cleanSecrets(object: ApiObject): void {
  const secrets = objectsAt(object, "secrets");
  if (secrets.length) object.secrets = secrets.map(({ name }) => (name === undefined ? {} : { name }));
}
