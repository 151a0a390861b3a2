import type { ProjectedVolumeSource, VolumeProjection } from "../../../../k8s/core/v1.ts";
import {
  eachItem,
  forbiddenField,
  invalidField,
  required,
  requiredField,
} from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import { validateLocalPath } from "./local-path.ts";
import type { PodValidation } from "./pod-validation.ts";
import { validateDownwardFile } from "./validate-downward-file.ts";
import { validateFileMode } from "./validate-file-mode.ts";
import { validateKeyToPath } from "./validate-key-to-path.ts";

/**
 * Follows validateProjectedVolumeSource of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. Sources behind feature gates that are off are
 * taken away before.
 */
export function validateProjected(
  source: ProjectedVolumeSource,
  options: { at: string; validation: PodValidation },
): InvalidField[] {
  const { at, validation } = options;
  const paths = new Set<string>();
  return [
    ...validateFileMode(source.defaultMode, `${at}.defaultMode`),
    ...eachItem(source.sources, `${at}.sources`, (item, path) =>
      validateSource(item, { at, path, paths, validation }),
    ),
  ];
}

interface Place {
  readonly at: string;
  readonly path: string;
  readonly paths: Set<string>;
  readonly validation: PodValidation;
}

function validateSource(source: VolumeProjection, place: Place): InvalidField[] {
  const kinds = [source.secret, source.configMap, source.downwardAPI, source.serviceAccountToken];
  const several = kinds.filter((kind) => kind !== undefined).length > 1;
  return [
    ...validateKeys(source.secret, { key: "secret", place }),
    ...validateKeys(source.configMap, { key: "configMap", place }),
    ...validateFiles(source.downwardAPI, place),
    ...validateToken(source.serviceAccountToken, place),
    ...(several ? [forbiddenField(place.path, "may not specify more than 1 volume type per source")] : []),
  ];
}

function validateKeys(
  source: VolumeProjection["secret"] | VolumeProjection["configMap"],
  options: { key: string; place: Place },
): InvalidField[] {
  if (!source) return [];
  const { key, place } = options;
  const path = `${place.path}.${key}`;
  return [
    ...required(`${path}.name`, source.name),
    ...eachItem(source.items, `${path}.items`, (item, itemPath) => [
      ...validateKeyToPath(item, itemPath),
      ...takePath(item.path, { place, shown: source.name ?? "" }),
    ]),
  ];
}

function validateFiles(source: VolumeProjection["downwardAPI"], place: Place): InvalidField[] {
  return (source?.items ?? []).flatMap((file) => [
    ...validateDownwardFile(file, `${place.path}.downwardAPI`),
    ...takePath(file.path, { place, shown: file.path }),
  ]);
}

/** Two sources may not write one file. */
function takePath(path: string, options: { place: Place; shown: string }): InvalidField[] {
  const { place, shown } = options;
  if (!path) return [];
  if (place.paths.has(path)) return [invalidField(place.at, shown, "conflicting duplicate paths")];
  place.paths.add(path);
  return [];
}

function validateToken(source: VolumeProjection["serviceAccountToken"], place: Place): InvalidField[] {
  if (!source) return [];
  const field = `${place.path}.serviceAccountToken.expirationSeconds`;
  const seconds = source.expirationSeconds ?? 0;
  return [
    ...(seconds < 600
      ? [invalidField(field, seconds, "may not specify a duration less than 10 minutes")]
      : []),
    ...(seconds > 2 ** 32
      ? [invalidField(field, seconds, "may not specify a duration larger than 2^32 seconds")]
      : []),
    ...(source.path
      ? place.validation.looseTokenPath
        ? []
        : validateLocalPath(source.path, `${place.at}.path`)
      : [requiredField(`${place.at}.path`)]),
  ];
}
