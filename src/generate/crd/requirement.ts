import type { Doc, Property, Tag } from "../model/type.ts";

/** Whether a property must be there: what its comment says by `@optional` or `@required`, else whether it is written with `?`. */
export function isRequired({ doc, optional }: Property): boolean {
  const said = doc.tags.find(isRequirement);
  return said ? /required$/i.test(said.name) : !optional;
}

/** The comment without what {@link isRequired} has read. */
export function withoutRequirement(doc: Doc): Doc {
  return doc.tags.some(isRequirement) ? { ...doc, tags: doc.tags.filter((tag) => !isRequirement(tag)) } : doc;
}

/** `@optional`, `+optional`, `+k8s:optional`, `+kubebuilder:validation:Optional`, and the same of required. */
export function isRequirement({ name }: Tag): boolean {
  return /^(optional|required|\+(k8s:)?(optional|required)|\+kubebuilder:validation:(Optional|Required))$/.test(
    name,
  );
}
