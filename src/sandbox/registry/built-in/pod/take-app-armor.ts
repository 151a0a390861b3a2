import type { ApiObject } from "../../../api-object.ts";
import { equalJson } from "../../../../base/json.ts";
import { ensureObject, objectAt } from "../defaulting.ts";
import { appArmorFromAnnotation } from "./app-armor-annotation.ts";
import { containersOf } from "./pod-defaults.ts";
import { appArmorPrefix } from "./validate-annotations.ts";

/**
 * Annotations of old become fields of a new Pod's containers. Follows applyAppArmorVersionSkew of
 * k8s.io/kubernetes/pkg/registry/core/pod/strategy.go.
 */
export function takeAppArmorAnnotations(pod: ApiObject, warn: (message: string) => void): void {
  const spec = ensureObject(pod, "spec");
  if (objectAt(spec, "os")?.name === "windows") return;
  const own = objectAt(objectAt(spec, "securityContext"), "appArmorProfile");
  for (const container of containersOf(spec)) {
    const key = `${appArmorPrefix}${String(container.name)}`;
    const annotation = pod.metadata.annotations?.[key];
    if (annotation === undefined || objectAt(objectAt(container, "securityContext"), "appArmorProfile"))
      continue;
    const profile = appArmorFromAnnotation(annotation);
    if (profile && equalJson(profile, own)) continue;
    if (profile) ensureObject(container, "securityContext").appArmorProfile = profile;
    warn(`metadata.annotations[${key}]: deprecated since v1.30; use the "appArmorProfile" field instead`);
  }
}
