import { isJsonObject, type JsonObject } from "../../../base/json.ts";
import { objectAt } from "./defaulting.ts";
import { textAt } from "./read.ts";

/**
 * The two ways to name where a claim's content comes from say the same; what the older one may not name is dropped.
 * Follows k8s.io/kubernetes/pkg/api/persistentvolumeclaim/util.go.
 */
export function settleDataSources(spec: JsonObject, before: JsonObject | undefined): void {
  const reference = objectAt(spec, "dataSourceRef");
  if (textAt(reference, "namespace") && !before?.dataSourceRef) delete spec.dataSourceRef;
  const used = before?.dataSource !== undefined || before?.dataSourceRef !== undefined;
  if (!used && spec.dataSourceRef === undefined && !isKnown(objectAt(spec, "dataSource")))
    delete spec.dataSource;
  copySource(spec);
}

function copySource(spec: JsonObject): void {
  const [source, reference] = [objectAt(spec, "dataSource"), objectAt(spec, "dataSourceRef")];
  if (source && !reference) spec.dataSourceRef = sourceOf(source);
  else if (reference && !source && !textAt(reference, "namespace")) spec.dataSource = sourceOf(reference);
}

function sourceOf({ apiGroup, kind, name }: JsonObject): JsonObject {
  return { ...(apiGroup === undefined ? {} : { apiGroup }), kind, name };
}

function isKnown(source: JsonObject | undefined): boolean {
  if (!isJsonObject(source)) return true;
  const [group, kind] = [textAt(source, "apiGroup"), textAt(source, "kind")];
  return (
    (kind === "PersistentVolumeClaim" && group === "") ||
    (kind === "VolumeSnapshot" && group === "snapshot.storage.k8s.io")
  );
}
