import { createHash } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { Client } from "../client/client.ts";

/** What is answered to somebody who may not. */
export interface Refusal {
  readonly code: 401 | 403 | 500;
  readonly text: string;
}

/** Undefined when the bearer of the token may do this. */
export type Access = (request: {
  token: string | undefined;
  verb: string;
  path: string;
}) => Promise<Refusal | undefined>;

interface User {
  readonly username?: string;
  readonly groups?: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

const tokenLife = 60_000;
const allowedLife = 5 * 60_000;
const deniedLife = 30_000;
const maxRemembered = 1_000;

/**
 * Asks the API server who the bearer of a token is (TokenReview) and whether that user may (SubjectAccessReview), and remembers both as long as
 * controller-runtime's pkg/metrics/filters does: a scrape must not cost two requests, nor a flood of them reach the API server.
 */
export function metricsAccess(options: { client: Client; clock: Clock; logger: Logger }): Access {
  const { client, clock, logger } = options;
  const users = remember<User | undefined>(clock, () => tokenLife);
  const decisions = remember<boolean>(clock, (allowed) => (allowed ? allowedLife : deniedLife));
  return async ({ token, verb, path }) => {
    if (!token) return unauthorized;
    const bearer = createHash("sha256").update(token).digest("base64");
    let name = "";
    try {
      const user = await users(bearer, () => reviewToken(client, token));
      if (!user) return unauthorized;
      name = user.username ?? "";
      const allowed = await decisions(JSON.stringify([bearer, verb, path]), () =>
        reviewAccess(client, { user, verb, path }),
      );
      return allowed ? undefined : { code: 403, text: `Authorization denied for user ${name}` };
    } catch (error) {
      logger.warn("cannot decide on access to metrics", { error: messageOf(error) });
      return { code: 500, text: name ? `Authorization for user ${name} failed` : "Authentication failed" };
    }
  };
}

const unauthorized: Refusal = { code: 401, text: "Unauthorized" };

/** Answers by key, each for its time, and asked for once by those that come at the same time; failures are not remembered. */
function remember<T>(
  clock: Clock,
  life: (value: T) => number,
): (key: string, ask: () => Promise<T>) => Promise<T> {
  const known = new Map<string, { value: T; until: number }>();
  const asking = new Map<string, Promise<T>>();
  const askNow = async (key: string, ask: () => Promise<T>) => {
    try {
      const value = await ask();
      if (known.size >= maxRemembered) known.clear();
      known.set(key, { value, until: clock.monotonic() + life(value) });
      return value;
    } finally {
      asking.delete(key);
    }
  };
  return async (key, ask) => {
    const hit = known.get(key);
    if (hit && clock.monotonic() < hit.until) return hit.value;
    const answer = asking.get(key) ?? askNow(key, ask);
    asking.set(key, answer);
    return answer;
  };
}

async function reviewToken(client: Client, token: string): Promise<User | undefined> {
  const review = (await client.request({
    method: "POST",
    path: "/apis/authentication.k8s.io/v1/tokenreviews",
    timeout: 10_000,
    body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec: { token } },
  })) as { status?: { authenticated?: boolean; user?: User } };
  return review.status?.authenticated ? review.status.user : undefined;
}

async function reviewAccess(
  client: Client,
  { user, verb, path }: { user: User; verb: string; path: string },
): Promise<boolean> {
  const { username, groups, uid, extra } = user;
  const review = (await client.request({
    method: "POST",
    path: "/apis/authorization.k8s.io/v1/subjectaccessreviews",
    timeout: 10_000,
    body: {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SubjectAccessReview",
      spec: { user: username, groups, uid, extra, nonResourceAttributes: { path, verb } },
    },
  })) as { status?: { allowed?: boolean } };
  return review.status?.allowed === true;
}
