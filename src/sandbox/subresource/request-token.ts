import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { timeText } from "../../kube/condition.ts";
import { invalidField } from "../admission/field-problem.ts";
import type { ApiObject } from "../api-object.ts";
import { issuer, type TokenClaims } from "../auth/service-account-tokens.ts";
import { badRequest, conflict, invalid } from "../status-error.ts";
import type { SubresourceCreate } from "./subresource-call.ts";

const kind = { group: "authentication.k8s.io", resource: "TokenRequest" };
/** What old Pods ask for: they get tokens that live on for a year, with a note of when they should have ended. */
const oldExpiration = 60 * 60 + 7;
const year = 365 * 24 * 60 * 60;

/** POST of `serviceaccounts/token`. Follows k8s.io/kubernetes/pkg/registry/core/serviceaccount/storage/token.go. */
export function requestToken(call: SubresourceCreate): ApiObject {
  const { registry, resource, name, namespace = "", access } = call;
  checkNames(call);
  const account = registry.get(resource, namespace, name);
  const object = completed(call, account);
  const spec = isJsonObject(object.spec) ? object.spec : {};
  const expirationSeconds = Number(spec.expirationSeconds);
  checkExpiration(expirationSeconds);
  const audiences = (spec.audiences as string[] | undefined)?.length
    ? (spec.audiences as string[])
    : [issuer];
  const bound = boundObjects(call, spec.boundObjectRef);
  const isOld =
    bound.pod && expirationSeconds === oldExpiration && audiences.every((item) => item === issuer);
  const lifetime = isOld ? { expirationSeconds: year, warnAfter: expirationSeconds } : { expirationSeconds };
  const token = access.authenticator.accounts.issue({ account, audiences, ...lifetime, ...bound });
  const expirationTimestamp = timeText(new Date(registry.clock.now() + expirationSeconds * 1000));
  return {
    kind: object.kind,
    apiVersion: object.apiVersion,
    metadata: object.metadata,
    spec: { audiences, expirationSeconds, boundObjectRef: spec.boundObjectRef ?? null },
    status: { token, expirationTimestamp },
  };
}

function checkNames({ object, name, namespace }: SubresourceCreate): void {
  const { metadata } = object;
  const refuse = (field: string, value: string) => {
    const detail = `must match the service account ${field} if specified`;
    return invalid(kind, { name, errors: [invalidField(`metadata.${field}`, value, detail)] });
  };
  if (metadata.name && metadata.name !== name) throw refuse("name", metadata.name);
  if (metadata.namespace && metadata.namespace !== namespace) throw refuse("namespace", metadata.namespace);
}

function completed(
  { registry, object, kind: tokenRequest, write, name }: SubresourceCreate,
  account: ApiObject,
): ApiObject {
  const { uid } = account.metadata;
  const asked = object.metadata.uid;
  if (asked && asked !== uid) {
    const message = `the UID in the token request (${asked}) does not match the UID of the service account (${uid})`;
    throw conflict(kind, { name, message });
  }
  const tracked = registry.track(tokenRequest, { object, write, subresource: "token" });
  const { managedFields, ...own } = tracked.metadata;
  const { namespace } = account.metadata;
  const creationTimestamp = timeText(new Date(registry.clock.now()));
  const metadata = {
    ...own,
    name,
    namespace,
    uid,
    creationTimestamp,
    ...(managedFields ? { managedFields } : {}),
  };
  return { ...tracked, metadata: metadata as ApiObject["metadata"] };
}

function checkExpiration(seconds: number): void {
  const at = "spec.expirationSeconds";
  const errors = [
    ...(seconds < 600 ? [invalidField(at, seconds, "may not specify a duration less than 10 minutes")] : []),
    ...(seconds > 2 ** 32
      ? [invalidField(at, seconds, "may not specify a duration larger than 2^32 seconds")]
      : []),
  ];
  if (errors.length) throw invalid(kind, { name: "", errors });
}

/** What the token ends with. Throws 404 where it is not there. */
function boundObjects(call: SubresourceCreate, ref: unknown): Pick<TokenClaims, "pod" | "secret" | "node"> {
  if (!isJsonObject(ref)) return {};
  const { registry, namespace, name } = call;
  const get = (plural: string) =>
    checkUid(ref, registry.get(registry.resource("", "v1", plural), namespace, String(ref.name ?? "")));
  if (ref.apiVersion !== "v1") throw unbindable(ref);
  switch (ref.kind) {
    case "Pod": {
      const pod = get("pods");
      const { serviceAccountName, nodeName } = (pod.spec ?? {}) as {
        serviceAccountName?: string;
        nodeName?: string;
      };
      if (serviceAccountName !== name) {
        const message = `cannot bind token for serviceaccount ${JSON.stringify(name)} to pod running with different serviceaccount name.`;
        throw badRequest(message);
      }
      return { pod, ...(nodeName ? { node: nodeReference(call, nodeName) } : {}) };
    }
    case "Secret":
      return { secret: get("secrets") };
    case "Node": {
      const { metadata } = get("nodes");
      return { node: { name: metadata.name ?? "", uid: metadata.uid ?? "" } };
    }
    default:
      throw unbindable(ref);
  }
}

/** A Pod may name a node for which there is no object. */
function nodeReference({ registry }: SubresourceCreate, name: string): { name: string; uid?: string } {
  const uid = registry.store.get("nodes", name)?.metadata.uid;
  return { name, ...(uid ? { uid } : {}) };
}

function checkUid(ref: JsonObject, object: ApiObject): ApiObject {
  const { uid } = object.metadata;
  if (!ref.uid || ref.uid === uid) return object;
  const message = `the UID in the bound object reference (${String(ref.uid)}) does not match the UID in record. The object might have been deleted and then recreated`;
  throw conflict({ group: "", resource: String(ref.kind) }, { name: String(ref.name), message });
}

function unbindable({ apiVersion = "", kind = "" }: JsonObject) {
  const [version, group = ""] = String(apiVersion).split("/").reverse();
  return badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${String(kind)}`);
}
