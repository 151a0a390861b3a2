import type { Container, PodSpec } from "../../../../k8s/core/v1.ts";

/** All containers in the order in which the server visits them, each with its path. Follows VisitContainersWithPath. */
export function containersWithPath(spec: PodSpec, at: string): { container: Container; path: string }[] {
  const lists = ["initContainers", "containers", "ephemeralContainers"] as const;
  const prefix = at ? `${at}.` : "";
  return lists.flatMap((key) =>
    (spec[key] ?? []).map((container, index) => ({
      container: container,
      path: `${prefix}${key}[${index}]`,
    })),
  );
}
