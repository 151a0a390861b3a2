import type { PatchType } from "../registry/patch.ts";
import type { ServedResource } from "../registry/served-resource.ts";

/** Kinds of patches by their media types. */
export const patchTypes: Readonly<Record<string, PatchType>> = {
  "application/json-patch+json": "json",
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
  "application/apply-patch+yaml": "apply",
};

/** The media types of patches that a resource takes: custom resources have no strategic merge patch. */
export function patchTypesOf({ strategy }: ServedResource): string[] {
  return Object.keys(patchTypes).filter((type) => !strategy.custom || patchTypes[type] !== "strategic");
}
