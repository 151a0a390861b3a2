import { isJsonObject } from "../base/json.ts";
import type { AccessRequest } from "./rbac.ts";

/** Where a project keeps the calls that its operator made, below its root: one {@link RecordedCall} a line, as JSON. */
export const recordedCallsFile = ".kubewright/calls.jsonl";

/** How many names are told apart of one verb on one resource in one namespace. */
export const maxRecordedNames = 20;

/**
 * A request that an operator really made: what `rbac check` compares with the role. Equal ones are one line, over all runs. The file is only appended to, by
 * any number of processes at the same time; it may be deleted at any time.
 */
export type RecordedCall = AccessRequest & {
  /** Of the format; lines of another are passed over. */
  readonly v: 1;
  /** Of the object or the collection; absent for cluster-scoped resources, and for all namespaces at once. */
  readonly namespace?: string;
  /** There were more names than are told apart: `name` is absent for that reason. */
  readonly manyNames?: true;
  /** The server said 403: the rights that the operator had did not do. */
  readonly refused?: true;
  /** Name of the operator. */
  readonly operator: string;
  /** `run`, or the tests of the project. */
  readonly by: "run" | "test";
};

/** One line of the file, without its end. */
export function formatRecordedCall(call: RecordedCall): string {
  return JSON.stringify(call);
}

/** The calls of a file, each once, in the order in which they were first made. What is no whole line of this format is passed over. */
export function parseRecordedCalls(text: string): RecordedCall[] {
  const calls = new Map<string, RecordedCall>();
  for (const line of text.split("\n")) {
    const call = parseLine(line);
    if (call) calls.set(recordedCallKey(call), call);
  }
  return [...calls.values()];
}

/** Equal for calls that are the same but for who made them. */
export function recordedCallKey(call: RecordedCall): string {
  const { verb, namespace = "", refused = false, manyNames = false } = call;
  const what =
    "path" in call ? [call.path] : [call.apiGroup, call.resource, call.subresource ?? "", call.name ?? ""];
  return JSON.stringify([verb, namespace, refused, manyNames, ...what]);
}

function parseLine(line: string): RecordedCall | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isJsonObject(value) || value.v !== 1 || typeof value.verb !== "string") return undefined;
  const isPath = typeof value.path === "string";
  const isResource = typeof value.apiGroup === "string" && typeof value.resource === "string";
  return isPath || isResource ? (value as unknown as RecordedCall) : undefined;
}
