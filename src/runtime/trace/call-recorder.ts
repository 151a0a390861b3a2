import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { hasCode, messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import { accessOf } from "../../kube/access-of.ts";
import {
  formatRecordedCall,
  maxRecordedNames,
  parseRecordedCalls,
  recordedCallKey,
  type RecordedCall,
} from "../../kube/recorded-calls.ts";
import type { RequestObserver } from "../client/transport-request.ts";

/**
 * Notes each different call of an operator in a file, which others may append to at the same time. A file that cannot be written is told of once: what an operator does
 * does not depend on it.
 */
export function callRecorder(
  file: string,
  options: { readonly operator: string; readonly by: RecordedCall["by"]; readonly logger: Logger },
): RequestObserver {
  const { operator, by, logger } = options;
  const known = new Set<string>();
  const names = new Map<string, Set<string>>();
  const note = (call: RecordedCall) => {
    known.add(recordedCallKey(call));
    if ("resource" in call && call.name !== undefined) namesOf(names, call).add(call.name);
  };
  let broken = false;
  let begun = false;
  const begin = () => {
    begun = true;
    mkdirSync(dirname(file), { recursive: true });
    for (const call of readCalls(file)) if (call.operator === operator) note(call);
  };
  return ({ method, path, code }) => {
    // nobody was asked
    if (broken || code === "<error>") return;
    try {
      if (!begun) begin();
      const refused = code === "403" ? ({ refused: true } as const) : {};
      const call = limited({ v: 1, ...requestOf(method, path), ...refused, operator, by }, names);
      if (known.has(recordedCallKey(call))) return;
      appendFileSync(file, `${formatRecordedCall(call)}\n`);
      note(call);
    } catch (error) {
      broken = true;
      logger.warn("calls are not recorded", { file, error: messageOf(error) });
    }
  };
}

function readCalls(file: string): RecordedCall[] {
  try {
    return parseRecordedCalls(readFileSync(file, "utf8"));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}

function requestOf(method: string, path: string) {
  const access = accessOf(method, path);
  if ("path" in access) return access;
  const { apiVersion: _, ...request } = access;
  return request;
}

/** Without its name where there are too many of them to tell apart. */
function limited(call: RecordedCall, names: Map<string, Set<string>>): RecordedCall {
  if (!("resource" in call) || call.name === undefined) return call;
  const { name, ...rest } = call;
  const seen = namesOf(names, call);
  return seen.has(name) || seen.size < maxRecordedNames ? call : { ...rest, manyNames: true };
}

function namesOf(names: Map<string, Set<string>>, call: RecordedCall): Set<string> {
  const { verb, namespace = "" } = call;
  const what = "resource" in call ? [call.apiGroup, call.resource, call.subresource ?? ""] : [];
  const key = JSON.stringify([verb, namespace, ...what]);
  const found = names.get(key) ?? new Set();
  names.set(key, found);
  return found;
}
