import type { Status, StatusReason } from "../../kube/status.ts";
import { ApiError } from "./errors.ts";
import type { HttpResponse } from "./http-connection.ts";
import type { ResponseBody } from "./response-body.ts";

/** Bodies of refusals are short; more than this is not read. */
const maxBody = 1024 * 1024;

/** Reads a refusal. A body that is no Status, from a proxy for example, is quoted. */
export async function errorFromResponse(
  response: HttpResponse,
  request: { method: string; path: string },
): Promise<ApiError> {
  const text = await readStart(response.body);
  const code = response.status;
  const status = parseStatus(text) ?? plainStatus(code, text, request);
  const seconds = wholeSeconds(response.headers["retry-after"]);
  const hint = hintFor(code, status, request);
  return new ApiError(code, status, {
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
    ...(hint ? { hint } : {}),
  });
}

/** What to do about it, where that is known. */
function hintFor(
  code: number,
  { message = "", details, reason }: Status,
  { method, path }: { method: string; path: string },
): string | undefined {
  if (code === 403) return missingRule(message);
  if (code === 401)
    return "The server does not accept the credentials, or no longer: log in again, or look at the user of the context.";
  if (code === 415 && method === "PATCH")
    return "Custom resources take no strategic merge patch: send { merge } or { json }, or apply.";
  if (code !== 409 || reason !== "Conflict") return undefined;
  const owned = details?.causes?.some((cause) => cause.reason === "FieldManagerConflict");
  if (owned) return "Leave these fields to their managers, or take them over with force: true.";
  return method === "PUT" && !path.includes("/leases/")
    ? "Read it again and repeat the change; a patch or an apply of single fields needs no version."
    : undefined;
}

async function readStart(body: ResponseBody): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxBody) break;
    }
  } catch {
    // the code says enough when the body breaks off
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseStatus(text: string): Status | undefined {
  try {
    const value = JSON.parse(text) as Status | null;
    return value?.kind === "Status" ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What another program than an API server said, or nothing: the reason is the code's. As NewGenericServerResponse of apimachinery. */
function plainStatus(code: number, text: string, { method, path }: { method: string; path: string }): Status {
  const excerpt = text.trim().slice(0, 200);
  const message = `${method} ${path.split("?")[0]}: the server answered ${code}${excerpt ? `: ${excerpt}` : ""}`;
  const reason =
    code === 409 && method === "POST"
      ? "AlreadyExists"
      : (reasons[code] ?? (code > 500 ? "InternalError" : ""));
  const causes = [{ reason: "UnexpectedServerResponse", message: excerpt || "unknown" }];
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason,
    details: { causes },
    code,
  };
}

const reasons: Readonly<Record<number, StatusReason>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  406: "NotAcceptable",
  409: "Conflict",
  415: "UnsupportedMediaType",
  422: "Invalid",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

/** Only whole seconds count, as in client-go; a date is not understood. */
function wholeSeconds(header: string | undefined): number | undefined {
  return header !== undefined && /^\d+$/.test(header) ? Number(header) : undefined;
}

/** Rules of the runtime itself, which stand in files of a scaffolded project that no generator writes. */
const scaffoldedRules: Readonly<Record<string, string>> = {
  "leases.coordination.k8s.io": "leader_election_role.yaml",
  "tokenreviews.authentication.k8s.io": "metrics_auth_role.yaml",
  "subjectaccessreviews.authorization.k8s.io": "metrics_auth_role.yaml",
};

/**
 * The rule that an authorizer missed, read from its own words: they name the verb that was checked, which is not always the request's
 * (an apply that creates needs `create`). A 403 of admission, for example for a quota, names none. The words are those of
 * k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go.
 */
function missingRule(message: string): string | undefined {
  const resource =
    / cannot (\S+) resource "([^"]+)" in API group "([^"]*)" (?:in the namespace "([^"]+)"|at the cluster scope)/.exec(
      message,
    );
  if (resource) {
    const [, verb, name, group, namespace] = resource;
    const rule = `apiGroups: ["${group}"], resources: ["${name}"], verbs: ["${verb}"]`;
    const where = namespace ? `in namespace "${namespace}" or in all` : "for the whole cluster";
    const file = scaffoldedRules[`${name}.${group}`];
    const how = file
      ? `It is in config/rbac/${file}: apply that and its binding.`
      : "Run `make manifests` and apply the role, or add an @rbac tag.";
    return `The rule that is missing (${where}): ${rule}. ${how}`;
  }
  const path = / cannot (\S+) path "([^"]+)"/.exec(message);
  return path
    ? `The rule that is missing: nonResourceURLs: ["${path[2]}"], verbs: ["${path[1]}"].`
    : undefined;
}
