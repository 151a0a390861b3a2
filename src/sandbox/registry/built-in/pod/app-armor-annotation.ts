import type { AppArmorProfile } from "../../../../k8s/core/v1.ts";

/** The field that an annotation of old stands for. Follows ApparmorFieldForAnnotation of k8s.io/kubernetes/pkg/api/pod/util.go. */
export function appArmorFromAnnotation(annotation: string): AppArmorProfile | undefined {
  if (annotation === "unconfined") return { type: "Unconfined" };
  if (annotation === "runtime/default") return { type: "RuntimeDefault" };
  const localhostProfile = annotation.startsWith("localhost/") ? annotation.slice("localhost/".length) : "";
  return localhostProfile ? { type: "Localhost", localhostProfile } : undefined;
}
