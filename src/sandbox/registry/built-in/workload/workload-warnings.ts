import type { PodTemplateSpec } from "../../../../k8s/core/v1.ts";
import type { ApiObject } from "../../../api-object.ts";
import { nameWarnings, podWarnings } from "../pod/pod-warnings.ts";
import { specOf } from "./template.ts";

/** What clients are told of the template of a workload that is new or has changed; `name`: of a new one's name too. */
export function workloadWarnings(
  object: ApiObject,
  { old, name }: { old: ApiObject | undefined; name: boolean },
): string[] {
  if (old && old.metadata.generation === object.metadata.generation) return [];
  const template = specOf(object).template as PodTemplateSpec | undefined;
  return [
    ...(name && !old ? nameWarnings(object.metadata.name, "Pod names and hostnames") : []),
    ...(template ? podWarnings(template, "spec.template") : []),
  ];
}
