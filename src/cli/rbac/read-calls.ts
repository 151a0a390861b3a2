import { existsSync, readFileSync } from "node:fs";
import { UserError } from "../../base/errors.ts";
import { isJsonObject } from "../../base/json.ts";
import { parseRecordedCalls, type RecordedCall } from "../../kube/recorded-calls.ts";

/**
 * Calls of a file: as `run` and tests record them, or of an API server's audit log (audit.k8s.io/v1, a line an event), of which those of the operator's
 * ServiceAccount count, whatever stands before its name.
 *
 * @throws UserError CALLS_UNREADABLE
 */
export function readCalls(
  file: string,
  { name, account }: { name: string; account: string },
): RecordedCall[] {
  if (!existsSync(file))
    throw new UserError("CALLS_UNREADABLE", `cannot read calls from "${name}": there is no such file`, {
      hint: "`kubewright run` and the project's tests write .kubewright/calls.jsonl.",
    });
  const text = readFileSync(file, "utf8");
  const calls = [
    ...parseRecordedCalls(text),
    ...text.split(/\r?\n/).flatMap((line) => auditedCall(line, account)),
  ];
  if (calls.length === 0 && text.trim() !== "")
    throw new UserError(
      "CALLS_UNREADABLE",
      `cannot read calls from "${name}": no line is a recorded call, or an audit event of a ServiceAccount named "${account}"`,
    );
  return calls;
}

function auditedCall(line: string, account: string): RecordedCall[] {
  if (!line.includes("audit.k8s.io/")) return [];
  let event: unknown;
  try {
    event = JSON.parse(line);
  } catch {
    return [];
  }
  if (!isJsonObject(event) || typeof event.verb !== "string") return [];
  const user = isJsonObject(event.user) ? String(event.user.username) : "";
  const [, operator = ""] = /^system:serviceaccount:[^:]+:(.+)$/.exec(user) ?? [];
  if (operator !== account && !operator.endsWith(`-${account}`)) return [];
  const made = { v: 1, operator, by: "run", verb: event.verb } as const;
  const { objectRef, requestURI } = event;
  if (!isJsonObject(objectRef)) {
    const [path] = String(requestURI).split("?");
    return path ? [{ ...made, path }] : [];
  }
  const text = (key: string) =>
    typeof objectRef[key] === "string" && objectRef[key] !== "" ? objectRef[key] : undefined;
  const [resource, subresource, namespace, objectName] = ["resource", "subresource", "namespace", "name"].map(
    text,
  );
  if (resource === undefined) return [];
  return [
    {
      ...made,
      apiGroup: text("apiGroup") ?? "",
      resource,
      ...(subresource === undefined ? {} : { subresource }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(objectName === undefined ? {} : { name: objectName }),
    },
  ];
}
