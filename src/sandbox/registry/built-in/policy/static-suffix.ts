import type { ApiObject } from "../../../api-object.ts";

const suffix = ".static.k8s.io";

/** What is told of names that belong to configurations in files (k8s.io/kubernetes/pkg/apis/admissionregistration/validation/static_suffix.go). */
export function staticSuffixWarnings({ metadata: { name = "" } }: ApiObject): string[] {
  if (!name.endsWith(suffix)) return [];
  return [
    `metadata.name: names ending with ${JSON.stringify(suffix)} are reserved for static manifest-based configurations and cannot be managed via the API`,
  ];
}
