import { equalJson } from "../../base/json.ts";
import { valueAt, type ApiObject } from "../api-object.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import { forbidden } from "../status-error.ts";
import type { Authorizer } from "./authorizer.ts";
import type { User } from "./user.ts";

const group = "certificates.k8s.io";

/** Whether a resource is one whose decisions are those of a signer. */
export function isSigned({ group: own, plural }: ServedResource): boolean {
  return own === group && plural === "certificatesigningrequests";
}

/**
 * 403 for who approves a certificate, or writes one, without verb `approve` or `sign` on its signer, by its name or as `<domain>/*`.
 * Follows the CertificateApproval and CertificateSigning admission plugins.
 */
export function checkSigner(
  authorizer: Authorizer,
  write: { user: User; subresource: string | undefined; object: ApiObject; old: ApiObject | undefined },
): void {
  const { user, subresource, object, old } = write;
  if (subresource !== "approval" && subresource !== "status") return;
  const changed = ["certificate", "conditions"].some(
    (field) => !equalJson(valueAt(object, ["status", field]), valueAt(old, ["status", field])),
  );
  if (subresource === "status" && !changed) return;
  const signer = String(valueAt(old ?? object, ["spec", "signerName"]) ?? "");
  const verb = subresource === "approval" ? "approve" : "sign";
  const names = [signer, `${signer.split("/")[0]}/*`];
  const about = { user, isResource: true, verb, group, version: "*", resource: "signers" } as const;
  if (names.some((name) => authorizer.allows({ ...about, name }))) return;
  const message = `user not permitted to ${verb} requests with signerName ${JSON.stringify(signer)}`;
  throw forbidden(
    { group, resource: "certificatesigningrequests" },
    { name: object.metadata.name ?? "", message },
  );
}
