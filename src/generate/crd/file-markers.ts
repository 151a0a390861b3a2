import type { KindVersion } from "../model/kind.ts";
import { mapProperties, someProperty } from "../model/map-properties.ts";
import type { Property, Tag } from "../model/type.ts";
import type { Problems } from "../read/problems.ts";

/** Markers that controller-gen reads of a package, here of a file: they stand above its first statement. */
export interface FileMarkers {
  readonly of: (file: string) => readonly Tag[];
  readonly problems: Problems;
}

/** Whether a file's kinds are left out: `+kubebuilder:skip`. */
export function isSkipped(file: string, { of }: FileMarkers): boolean {
  return of(file).some(({ name }) => name === "+kubebuilder:skip");
}

/**
 * A version in which the properties of a file that says `+kubebuilder:validation:Optional` may be left out unless they say otherwise. `+groupName` and
 * `+versionName` must agree with the definition.
 */
export function applyFileMarkers(version: KindVersion, file: string, markers: FileMarkers): KindVersion {
  const { definition } = version;
  for (const tag of markers.of(file)) {
    const part = tag.name === "+groupName" ? "group" : tag.name === "+versionName" ? "version" : undefined;
    if (part === undefined || definition[part] === tag.text) continue;
    markers.problems.error(tag.position, {
      code: "RESOURCE_INVALID",
      message: `"${tag.name}" says "${tag.text}", resource({...}) says "${definition[part]}"`,
      hint: "Say it once.",
    });
  }
  const hasDefault = ({ position }: Property) => markers.of(position.file).some(isDefault);
  if (!someProperty(version.type, hasDefault)) return version;
  const type = mapProperties(version.type, (property) => {
    const said = markers.of(property.position.file).find(isDefault);
    return said ? { ...property, optional: said.name.endsWith("Optional") } : property;
  });
  return { ...version, type };
}

function isDefault({ name }: Tag): boolean {
  return /^\+kubebuilder:validation:(Optional|Required)$/.test(name);
}
