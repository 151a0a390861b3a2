import { text } from "node:stream/consumers";
import { request } from "node:https";
import type { IncomingMessage } from "node:http";
import type { Clock } from "../base/clock.ts";
import { UserError } from "../base/errors.ts";
import { sleep } from "../base/lifetime.ts";
import type { CustomResourceDefinition } from "../kube/crd.ts";
import type { KubernetesObject } from "../kube/object.ts";

/** A server and how to be let in. */
export interface ServerAccess {
  readonly url: string;
  readonly token: string;
  /** PEM of the authority that signed its certificate. */
  readonly ca: string;
}

const rbac = "/apis/rbac.authorization.k8s.io/v1";
/** Where objects of the kinds are that a project's manifests hold. */
const paths: Readonly<Record<string, { prefix: string; plural: string }>> = {
  CustomResourceDefinition: { prefix: "/apis/apiextensions.k8s.io/v1", plural: "customresourcedefinitions" },
  Namespace: { prefix: "/api/v1", plural: "namespaces" },
  ServiceAccount: { prefix: "/api/v1", plural: "serviceaccounts" },
  ClusterRole: { prefix: rbac, plural: "clusterroles" },
  Role: { prefix: rbac, plural: "roles" },
  ClusterRoleBinding: { prefix: rbac, plural: "clusterrolebindings" },
  RoleBinding: { prefix: rbac, plural: "rolebindings" },
};

const fieldManager = "kubewright";
/** How often and how long to look for a CRD to be served. */
const poll = { everyMs: 50, times: 200 } as const;

/**
 * Puts definitions, roles and what they need onto a server by server-side apply, in order, and waits until the kinds of definitions are served. Needs no kubectl.
 *
 * @throws UserError CRD_REFUSED, OBJECT_REFUSED with what the server says of the first one it does not take; TypeError for a kind that is none of these
 */
export async function applyObjects(
  server: ServerAccess,
  options: { objects: readonly KubernetesObject[]; clock: Clock; signal: AbortSignal },
): Promise<void> {
  const { objects, clock, signal } = options;
  for (const object of objects) {
    const at = pathOf(object);
    const query = `?fieldManager=${fieldManager}&force=true`;
    const body = JSON.stringify(object);
    let stored = await send(server, { object, method: "PATCH", path: at + query, body, signal });
    for (let times = 0; !isServed(stored); times++) {
      const conflict = conditionOf(stored, "NamesAccepted");
      if (conflict?.status === "False") throw refused(object, conflict.message ?? "its names are taken");
      if (times === poll.times) throw refused(object, "its kind is not served yet");
      if (!(await sleep(poll.everyMs, { clock, signal }))) return;
      stored = await send(server, { object, method: "GET", path: at, signal });
    }
  }
}

/**
 * A token of a ServiceAccount, good for a year: a run may last.
 *
 * @throws UserError OBJECT_REFUSED
 */
export async function requestToken(
  server: ServerAccess,
  { namespace, name, signal }: { namespace: string; name: string; signal: AbortSignal },
): Promise<string> {
  const object = { kind: "ServiceAccount", metadata: { namespace, name } };
  const body = JSON.stringify({
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { expirationSeconds: 365 * 24 * 60 * 60 },
  });
  const answer = await send(server, {
    object,
    method: "POST",
    path: `${pathOf(object)}/token`,
    body,
    signal,
  });
  return (answer as { status?: { token?: string } }).status?.token ?? "";
}

function pathOf({ kind = "", metadata }: KubernetesObject): string {
  const found = paths[kind];
  if (!found) throw new TypeError(`not a kind of a project's manifests: ${kind}`);
  const { namespace, name = "" } = metadata ?? {};
  const within = namespace === undefined ? "" : `/namespaces/${namespace}`;
  return `${found.prefix}${within}/${found.plural}/${encodeURIComponent(name)}`;
}

const contentTypes: Readonly<Record<string, string>> = {
  PATCH: "application/apply-patch+yaml",
  POST: "application/json",
};

interface Asked {
  readonly object: KubernetesObject;
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly signal: AbortSignal;
}

async function send(server: ServerAccess, asked: Asked): Promise<KubernetesObject> {
  const { method, path, body, signal } = asked;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${server.token}`,
      accept: "application/json",
      ...(body === undefined
        ? {}
        : { "content-type": contentTypes[method], "content-length": Buffer.byteLength(body) }),
    };
    request(new URL(path, server.url), { method, headers, ca: server.ca, signal, agent: false }, resolve)
      .on("error", reject)
      .end(body);
  });
  const answer = await text(response);
  if ((response.statusCode ?? 0) < 300) return JSON.parse(answer) as KubernetesObject;
  throw refused(asked.object, messageIn(answer));
}

/** Whatever is no definition is there as soon as it is written. */
function isServed(object: KubernetesObject): boolean {
  return object.kind !== "CustomResourceDefinition" || conditionOf(object, "Established")?.status === "True";
}

function conditionOf(object: KubernetesObject, wanted: string) {
  return (object as CustomResourceDefinition).status?.conditions?.find(({ type }) => type === wanted);
}

/** A Status says why in `message`; a proxy in between may answer in plain text. */
function messageIn(answer: string): string {
  try {
    return (JSON.parse(answer) as { message?: string }).message ?? answer;
  } catch {
    return answer.trim();
  }
}

function refused({ kind, metadata }: KubernetesObject, why: string): UserError {
  if (kind === "CustomResourceDefinition")
    return new UserError("CRD_REFUSED", `cannot install CRD "${metadata?.name}": ${why}`);
  return new UserError("OBJECT_REFUSED", `cannot apply ${kind} "${metadata?.name}": ${why}`);
}
