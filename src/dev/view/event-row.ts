import { isJsonObject } from "../../base/json.ts";
import type { KeptObject } from "./object-book.ts";
import type { EventRow } from "./view-state.ts";

/** An Event (core/v1) about `object` as it is shown. */
export function eventRow(event: KeptObject, object: string): EventRow {
  const text = (field: string) => (typeof event[field] === "string" ? event[field] : undefined);
  const time = text("lastTimestamp") ?? text("eventTime") ?? event.metadata.creationTimestamp;
  const source = isJsonObject(event.source) ? event.source.component : undefined;
  const from = text("reportingComponent") || (typeof source === "string" ? source : undefined);
  const series = isJsonObject(event.series) ? event.series.count : undefined;
  const count = [series, event.count].find((one) => typeof one === "number") ?? 1;
  return {
    ...(time ? { time } : {}),
    type: text("type") ?? "Normal",
    reason: text("reason") ?? "",
    message: text("message") ?? "",
    object,
    count: Number(count),
    ...(from ? { from } : {}),
  };
}
