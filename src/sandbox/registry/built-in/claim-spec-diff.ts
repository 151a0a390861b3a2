import type { JsonObject } from "../../../base/json.ts";
import { shownSelector, sortedByKey } from "../../admission/label-problem.ts";
import { objectAt } from "./defaulting.ts";
import { unifiedDiff } from "./pod/unified-diff.ts";

/** How two specs of claims differ, as the server's own structs are written. */
export function claimSpecDiff(before: JsonObject, after: JsonObject): string {
  return unifiedDiff(textOf(before), textOf(after));
}

function textOf(spec: JsonObject): string {
  const resources = objectAt(spec, "resources");
  const amounts = (key: string) => {
    const list = objectAt(resources, key);
    return list ? sortedByKey(list) : null;
  };
  const shown = {
    AccessModes: spec.accessModes ?? null,
    Selector: shownSelector(spec.selector) ?? null,
    Resources: { Limits: amounts("limits"), Requests: amounts("requests") },
    VolumeName: spec.volumeName ?? "",
    StorageClassName: spec.storageClassName ?? null,
    VolumeMode: spec.volumeMode ?? null,
    DataSource: referenceOf(spec, "dataSource"),
    DataSourceRef: referenceOf(spec, "dataSourceRef"),
    VolumeAttributesClassName: spec.volumeAttributesClassName ?? null,
  };
  return JSON.stringify(shown, null, 1);
}

function referenceOf(spec: JsonObject, key: string): JsonObject | null {
  const reference = objectAt(spec, key);
  if (!reference) return null;
  const { apiGroup = null, kind = "", name = "", namespace = null } = reference;
  return {
    APIGroup: apiGroup,
    Kind: kind,
    Name: name,
    ...(key === "dataSourceRef" ? { Namespace: namespace } : {}),
  };
}
