import { text } from "node:stream/consumers";
import { request } from "node:https";
import type { IncomingMessage } from "node:http";
import type { Clock } from "../base/clock.ts";
import { UserError } from "../base/errors.ts";
import { sleep } from "../base/lifetime.ts";
import type { CustomResourceDefinition } from "../kube/crd.ts";

/** A server and how to be let in. */
export interface ServerAccess {
  readonly url: string;
  readonly token: string;
  /** PEM of the authority that signed its certificate. */
  readonly ca: string;
}

const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const fieldManager = "kubewright";
/** How often and how long to look for a CRD to be served. */
const poll = { everyMs: 50, times: 200 } as const;

/**
 * Puts CRDs onto a server by server-side apply and waits until their kinds are served. Needs no kubectl.
 *
 * @throws UserError CRD_REFUSED with what the server says of the first one it does not take
 */
export async function applyCrds(
  server: ServerAccess,
  options: { crds: readonly CustomResourceDefinition[]; clock: Clock; signal: AbortSignal },
): Promise<void> {
  const { crds, clock, signal } = options;
  for (const crd of crds) {
    const name = `${crd.spec.names.plural}.${crd.spec.group}`;
    const at = `${path}/${name}`;
    let stored = await send(server, {
      method: "PATCH",
      path: `${at}?fieldManager=${fieldManager}&force=true`,
      body: JSON.stringify(crd),
      signal,
    });
    for (let times = 0; !isEstablished(stored); times++) {
      if (times === poll.times) throw refused(name, "its kind is not served yet");
      if (!(await sleep(poll.everyMs, { clock, signal }))) return;
      stored = await send(server, { method: "GET", path: at, signal });
    }
  }
}

async function send(
  server: ServerAccess,
  options: { method: string; path: string; body?: string; signal: AbortSignal },
): Promise<CustomResourceDefinition> {
  const { method, path: at, body, signal } = options;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${server.token}`,
      accept: "application/json",
      ...(body === undefined
        ? {}
        : { "content-type": "application/apply-patch+yaml", "content-length": Buffer.byteLength(body) }),
    };
    request(new URL(at, server.url), { method, headers, ca: server.ca, signal, agent: false }, resolve)
      .on("error", reject)
      .end(body);
  });
  const answer = await text(response);
  if ((response.statusCode ?? 0) < 300) return JSON.parse(answer) as CustomResourceDefinition;
  throw refused(decodeURIComponent(at.replace(/^.*\/|\?.*$/g, "")), messageIn(answer));
}

function isEstablished({ status }: CustomResourceDefinition): boolean {
  return (
    status?.conditions?.some(({ type, status: value }) => type === "Established" && value === "True") ?? false
  );
}

/** A Status says why in `message`; a proxy in between may answer in plain text. */
function messageIn(answer: string): string {
  try {
    return (JSON.parse(answer) as { message?: string }).message ?? answer;
  } catch {
    return answer.trim();
  }
}

function refused(name: string, why: string): UserError {
  return new UserError("CRD_REFUSED", `cannot install CRD "${name}": ${why}`);
}
