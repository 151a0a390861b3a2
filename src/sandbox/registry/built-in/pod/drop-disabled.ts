import type { JsonObject } from "../../../../base/json.ts";
import { objectAt, objectsAt } from "../defaulting.ts";
import { containersOf } from "./pod-defaults.ts";

/** Sources that clients may name, but that are behind feature gates which are off. */
const disabledSources = ["clusterTrustBundle", "podCertificate"];

/**
 * Takes away fields of features that are off by default in the version that the sandbox is, so that no object has them. Follows dropDisabledFields of
 * k8s.io/kubernetes/pkg/api/pod/util.go.
 */
export function dropDisabledFields(spec: JsonObject): void {
  delete spec.schedulingGroup;
  for (const volume of objectsAt(spec, "volumes")) {
    for (const source of objectsAt(objectAt(volume, "projected"), "sources"))
      for (const key of disabledSources) Reflect.deleteProperty(source, key);
  }
  for (const container of containersOf(spec)) {
    const lifecycle = objectAt(container, "lifecycle");
    if (lifecycle?.stopSignal === undefined) continue;
    delete lifecycle.stopSignal;
    if (Object.keys(lifecycle).length === 0) delete container.lifecycle;
  }
}
