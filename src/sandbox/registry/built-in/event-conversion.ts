import { copyJson } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import type { Strategy } from "../served-resource.ts";

/** Names of one field in events.k8s.io/v1 and in the core group, where they differ. */
const names: readonly (readonly [served: string, stored: string])[] = [
  ["regarding", "involvedObject"],
  ["note", "message"],
  ["deprecatedSource", "source"],
  ["deprecatedFirstTimestamp", "firstTimestamp"],
  ["deprecatedLastTimestamp", "lastTimestamp"],
  ["deprecatedCount", "count"],
  ["reportingController", "reportingComponent"],
];

/** Events of both groups are the same objects, stored as those of the core group. */
export const eventConversion: Pick<Strategy, "toServed" | "toStored"> = {
  toServed: (stored) => rename(stored, { apiVersion: "events.k8s.io/v1", from: 1, to: 0 }),
  toStored: (served) => rename(served, { apiVersion: "v1", from: 0, to: 1 }),
};

function rename(object: ApiObject, options: { apiVersion: string; from: 0 | 1; to: 0 | 1 }): ApiObject {
  const result: ApiObject = { ...copyJson(object), apiVersion: options.apiVersion };
  for (const pair of names) {
    const value = result[pair[options.from]];
    if (value === undefined) continue;
    Reflect.deleteProperty(result, pair[options.from]);
    result[pair[options.to]] = value;
  }
  return result;
}
