import type { IncomingMessage } from "node:http";
import type { Status } from "../../kube/status.ts";
import { ApiError } from "./errors.ts";

/** Bodies of refusals are short; more than this is not read. */
const maxBody = 1024 * 1024;

/** Reads a refusal. A body that is no Status, from a proxy for example, is quoted. */
export async function errorFromResponse(
  response: IncomingMessage,
  request: { method: string; path: string },
): Promise<ApiError> {
  const text = await readStart(response);
  const code = response.statusCode ?? 0;
  const status = parseStatus(text) ?? plainStatus(code, text, request);
  const seconds = Number(response.headers["retry-after"]);
  const hint = code === 403 ? missingRule(request) : undefined;
  return new ApiError(code, status, {
    ...(response.headers["retry-after"] !== undefined && Number.isFinite(seconds)
      ? { retryAfterSeconds: seconds }
      : {}),
    ...(hint ? { hint } : {}),
  });
}

async function readStart(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > maxBody) break;
    }
  } catch {
    // the code says enough when the body breaks off
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseStatus(text: string): Status | undefined {
  try {
    const value = JSON.parse(text) as Status;
    return value.kind === "Status" ? value : undefined;
  } catch {
    return undefined;
  }
}

function plainStatus(code: number, text: string, { method, path }: { method: string; path: string }): Status {
  const excerpt = text.trim().slice(0, 200);
  const message = `${method} ${path.split("?")[0]}: the server answered ${code}${excerpt ? `: ${excerpt}` : ""}`;
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason: "", code };
}

const verbs: Readonly<Record<string, string>> = {
  GET: "get",
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/** The rule that a 403 lacks, as it would stand in a role. */
function missingRule({ method, path }: { method: string; path: string }): string | undefined {
  const [route = "", query = ""] = path.split("?");
  const match =
    /^\/(?:api|apis\/([^/]+))\/[^/]+(?:\/namespaces\/[^/]+(?=\/))?\/([^/]+)(?:\/([^/]+))?(?:\/(.+))?$/.exec(
      route,
    );
  if (!match) return undefined;
  const [, group = "", plural, name, subresource] = match;
  const collection = name === undefined;
  const verb =
    method === "GET" && collection
      ? /(^|&)watch=true/.test(query)
        ? "watch"
        : "list"
      : method === "DELETE" && collection
        ? "deletecollection"
        : verbs[method];
  const resource = subresource ? `${plural}/${subresource}` : plural;
  return `The role lacks: apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["${verb}"]. Run \`make manifests\`, or add an @rbac tag.`;
}
