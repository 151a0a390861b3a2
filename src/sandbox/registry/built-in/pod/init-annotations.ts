import type { JsonObject } from "../../../../base/json.ts";
import { objectAt } from "../defaulting.ts";

const initAnnotations = [
  "pod.beta.kubernetes.io/init-containers",
  "pod.alpha.kubernetes.io/init-containers",
  "pod.beta.kubernetes.io/init-container-statuses",
  "pod.alpha.kubernetes.io/init-container-statuses",
];

/** Annotations of very old clients are not kept. Follows dropInitContainerAnnotations of k8s.io/kubernetes/pkg/apis/core/v1/conversion.go. */
export function dropInitAnnotations(metadata: JsonObject): void {
  const annotations = objectAt(metadata, "annotations");
  if (!annotations || !initAnnotations.some((key) => annotations[key] !== undefined)) return;
  const kept = Object.entries(annotations).filter(([key]) => !initAnnotations.includes(key));
  if (kept.length) metadata.annotations = Object.fromEntries(kept);
  else delete metadata.annotations;
}
