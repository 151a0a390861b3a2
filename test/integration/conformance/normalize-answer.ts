import type { JsonObject } from "../../../src/base/json.ts";
import type { Answer } from "../api.ts";
import { sorted } from "./sorted.ts";

/** An answer without what differs from run to run. */
export interface NormalAnswer {
  readonly status: number;
  readonly warning?: string;
  readonly body: unknown;
}

/** `replaced` makes texts of an answer alike that differ from server to server. */
export function normalizeAnswer(answer: Answer, replaced: (text: string) => string): NormalAnswer {
  const { warning } = answer.headers;
  const text = replaced(JSON.stringify(answer.body));
  const { metadata = {}, ...rest } = sorted(JSON.parse(text)) as JsonObject & { metadata?: JsonObject };
  const { uid: _uid, resourceVersion: _version, creationTimestamp: _time, ...kept } = metadata;
  const body = unordered({ ...rest, metadata: withoutTimes(kept) });
  return { status: answer.status, ...(typeof warning === "string" ? { warning } : {}), body };
}

/** Managers of the same second are in another order than those of different ones. */
function withoutTimes(metadata: JsonObject): JsonObject {
  if (!Array.isArray(metadata.managedFields)) return metadata;
  const entries = (metadata.managedFields as JsonObject[]).map(({ time: _time, ...entry }) => entry);
  const inOrder = entries.map((entry) => JSON.stringify(entry)).sort();
  return { ...metadata, managedFields: inOrder.map((text) => JSON.parse(text) as JsonObject) };
}

/** The real server goes through the fields of an object in no order: what is wrong with several is told in any. */
function unordered(body: JsonObject): JsonObject {
  const details = body.details as { causes?: JsonObject[] } | undefined;
  if (!details?.causes || details.causes.length < 2) return body;
  const causes = [...details.causes].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return { ...body, message: String(body.message).replace(/\[.*/s, ""), details: { ...details, causes } };
}
