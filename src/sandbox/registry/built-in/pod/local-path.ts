import { invalidField } from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";

/** A relative path that stays below where it starts. Follows validateLocalDescendingPath of k8s.io/kubernetes/pkg/apis/core/validation. */
export function validateDescendingPath(path: string, at: string): InvalidField[] {
  return [
    ...(path.startsWith("/") ? [invalidField(at, path, "must be a relative path")] : []),
    ...validateNoBacksteps(path, at),
  ];
}

/** As {@link validateDescendingPath}; what starts with two dots is the kubelet's own. */
export function validateLocalPath(path: string, at: string): InvalidField[] {
  return [
    ...validateDescendingPath(path, at),
    ...(path.startsWith("..") && !path.startsWith("../")
      ? [invalidField(at, path, "must not start with '..'")]
      : []),
  ];
}

export function validateNoBacksteps(path: string, at: string): InvalidField[] {
  return path.split("/").includes("..") ? [invalidField(at, path, "must not contain '..'")] : [];
}
