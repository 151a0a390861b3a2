import type { PodSpec } from "../../../../k8s/core/v1.ts";
import { eachItem, invalidField, notFoundField } from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import { containersWithPath } from "./containers-with-path.ts";

/** Variables from files are read from empty directories. Follows validateFileKeyRefVolumes of k8s.io/kubernetes/pkg/apis/core/validation. */
export function validateFileReferences(spec: PodSpec, at: string): InvalidField[] {
  const volumes = new Map((spec.volumes ?? []).map((volume) => [volume.name, volume]));
  return containersWithPath(spec, at).flatMap(({ container, path }) =>
    eachItem(container.env, `${path}.env`, ({ valueFrom }, envPath) => {
      const name = valueFrom?.fileKeyRef?.volumeName;
      if (name === undefined) return [];
      const field = `${envPath}.valueFrom.fileKeyRef.volumeName`;
      const volume = volumes.get(name);
      if (!volume) return [notFoundField(field, name)];
      return volume.emptyDir ? [] : [invalidField(field, name, "referenced volume must be of type emptyDir")];
    }),
  );
}
