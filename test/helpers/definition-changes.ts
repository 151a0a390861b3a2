import type { CrdChange } from "../../src/generate/diff/change.ts";
import type { CrdVersion, CustomResourceDefinition } from "../../src/kube/crd.ts";
import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";
import { crdOf, versionOf } from "./definition.ts";

/** The spec of the definition that is edited. */
export const spec: JsonSchema = {
  type: "object",
  properties: { size: { type: "integer", minimum: 0, maximum: 100 }, free: { type: "integer" } },
};
export type Edit = (crd: CustomResourceDefinition) => void;
const version = (change: Partial<CrdVersion>, at = 0): Edit => {
  return ({ spec: { versions } }) => {
    Object.assign(versions[at] ?? {}, change);
  };
};
export const addVersion = (name: string, change: Partial<CrdVersion> = {}, schema = spec): Edit => {
  return (crd) => void crd.spec.versions.push(versionOf(name, schema, { storage: false, ...change }));
};
const names = (change: Partial<CustomResourceDefinition["spec"]["names"]>): Edit => {
  return (crd) => void Object.assign(crd.spec.names, change);
};
export const conversion =
  (strategy: "None" | "Webhook"): Edit =>
  (crd) =>
    void (crd.spec.conversion = { strategy });
const scale = (path = ".spec.size", selector?: string): Partial<CrdVersion> => ({
  subresources: {
    scale: {
      specReplicasPath: path,
      statusReplicasPath: ".status.size",
      ...(selector ? { labelSelectorPath: selector } : {}),
    },
  },
});
/** Of a version that has nothing in common with it. */
export const other: JsonSchema = { type: "object", properties: { count: { type: "integer" } } };

/** A change of a definition beside its schema, and what is to be said about it. */
export interface DefinitionChange {
  name: string;
  old?: Edit[];
  now?: Edit[];
  change: Partial<CrdChange>;
  reason: string;
}

/** What the server refuses. */
export const refusedEdits = {
  storage: [version({ storage: false })],
  twice: [addVersion("v1")],
  selectable: [version({ selectableFields: [{ jsonPath: ".spec.zz" }] })],
  selectableObject: [version({ selectableFields: [{ jsonPath: ".spec" }] })],
  column: [version({ additionalPrinterColumns: [{ name: "", type: "string", jsonPath: ".spec.size" }] })],
  added: [addVersion("v2", {}, { type: "object", properties: { p: { type: "integer", default: "many" } } })],
} satisfies Record<string, Edit[]>;

export const definitionChanges: DefinitionChange[] = [
  {
    name: "scope",
    now: [(crd) => void (crd.spec.scope = "Cluster")],
    change: { rule: "scope-changed", class: "breaking", path: "scope" },
    reason: "the server refuses it",
  },
  {
    name: "kind",
    now: [names({ kind: "Gadget" })],
    change: { rule: "kind-changed", class: "breaking" },
    reason: "the server refuses it",
  },
  {
    name: "list kind",
    now: [names({ listKind: "Widgets" })],
    change: { rule: "list-kind-changed", class: "breaking" },
    reason: "lists come under another kind",
  },
  {
    name: "singular",
    now: [names({ singular: "gadget" })],
    change: { rule: "singular-changed", class: "breaking" },
    reason: '"kubectl get widget" fail',
  },
  {
    name: "short name taken away",
    old: [names({ shortNames: ["wd"] })],
    change: { rule: "short-name-removed", class: "breaking", before: "wd" },
    reason: '"kubectl get wd" fail',
  },
  {
    name: "short name added",
    now: [names({ shortNames: ["wd"] })],
    change: { rule: "short-name-added", class: "compatible", after: "wd" },
    reason: "one more way",
  },
  {
    name: "category taken away",
    old: [names({ categories: ["all"] })],
    change: { rule: "category-removed", class: "breaking" },
    reason: '"kubectl get all" no longer lists',
  },
  {
    name: "category added",
    now: [names({ categories: ["all"] })],
    change: { rule: "category-added", class: "compatible" },
    reason: "one more way",
  },
  {
    name: "labels",
    now: [(crd) => void (crd.metadata!.labels = { a: "b" })],
    change: { rule: "metadata-changed", class: "compatible", path: "metadata.labels" },
    reason: "do not see it",
  },
  {
    name: "pruning switched on",
    old: [(crd) => void (crd.spec.preserveUnknownFields = true)],
    change: { rule: "preserve-unknown-fields-changed", class: "breaking" },
    reason: "pruned",
  },
  {
    name: "pruning switched off",
    now: [(crd) => void (crd.spec.preserveUnknownFields = true)],
    change: { rule: "preserve-unknown-fields-changed", class: "breaking" },
    reason: "the server refuses it",
  },
  {
    name: "version added",
    now: [addVersion("v2")],
    change: { rule: "version-added", class: "compatible", version: "v2" },
    reason: "clients may use it",
  },
  {
    name: "version taken away",
    old: [addVersion("v2")],
    change: { rule: "version-removed", class: "breaking", version: "v2" },
    reason: "404",
  },
  {
    name: "version taken away that nobody could use",
    old: [addVersion("v2", { served: false })],
    change: { rule: "version-removed", class: "compatible" },
    reason: "neither served",
  },
  {
    name: "version taken away that the status names",
    old: [addVersion("v2", { served: false }), (crd) => void (crd.status = { storedVersions: ["v1", "v2"] })],
    change: { rule: "stored-version-removed", class: "breaking", version: "v2" },
    reason: "status.storedVersions",
  },
  {
    name: "storage version taken away",
    now: [(crd) => void (crd.spec.versions = [versionOf("v2", spec)])],
    change: { rule: "stored-version-removed", class: "breaking", version: "v1" },
    reason: "the server refuses",
  },
  {
    name: "version no longer served",
    old: [addVersion("v2")],
    now: [addVersion("v2", { served: false })],
    change: { rule: "version-unserved", class: "breaking", version: "v2" },
    reason: "404",
  },
  {
    name: "version served",
    old: [addVersion("v2", { served: false })],
    now: [addVersion("v2")],
    change: { rule: "version-served", class: "compatible", version: "v2" },
    reason: "may use it",
  },
  {
    name: "storage moves",
    old: [addVersion("v2")],
    now: [addVersion("v2", { storage: true }), version({ storage: false })],
    change: { rule: "storage-version-changed", class: "compatible", before: "v1", after: "v2" },
    reason: "until they are written again",
  },
  {
    name: "storage moves to a version with other fields",
    old: [addVersion("v2", {}, other)],
    now: [addVersion("v2", { storage: true }, other), version({ storage: false })],
    change: { rule: "lost-in-conversion", class: "breaking", version: "v1", path: "spec.size" },
    reason: "conversion strategy is None",
  },
  {
    name: "field taken away from a version that nobody could use",
    old: [addVersion("v2", { served: false })],
    now: [addVersion("v2", { served: false }, { type: "object" })],
    change: { rule: "property-removed", class: "compatible", version: "v2", path: "spec.size" },
    reason: "neither served nor",
  },
  {
    name: "field taken away from a version that is only stored",
    old: [addVersion("v2", { served: false }), (crd) => void (crd.status = { storedVersions: ["v1", "v2"] })],
    now: [addVersion("v2", { served: false }, { type: "object" })],
    change: { rule: "property-removed", class: "breaking", version: "v2" },
    reason: "pruned",
  },
  {
    name: "version deprecated",
    now: [version({ deprecated: true, deprecationWarning: "use v2" })],
    change: { rule: "deprecation-changed", class: "compatible", after: "use v2" },
    reason: "a warning with each answer",
  },
  {
    name: "version with other fields, no conversion",
    now: [addVersion("v2", {}, other)],
    change: { rule: "lost-in-conversion", class: "breaking", version: "v2", path: "spec.count" },
    reason: "conversion strategy is None",
  },
  {
    name: "webhook added",
    now: [conversion("Webhook")],
    change: { rule: "conversion-changed", class: "compatible" },
    reason: "the webhook must be there before",
  },
  {
    name: "webhook taken away between versions",
    old: [addVersion("v2"), conversion("Webhook")],
    now: [addVersion("v2")],
    change: { rule: "conversion-changed", class: "breaking" },
    reason: "only apiVersion is changed",
  },
  {
    name: "webhook taken away from one version",
    old: [conversion("Webhook")],
    change: { rule: "conversion-changed", class: "compatible" },
    reason: "one version only",
  },
  {
    name: "status subresource added",
    now: [version({ subresources: { status: {} } })],
    change: { rule: "status-subresource-added", class: "breaking" },
    reason: "ignored without an error",
  },
  {
    name: "status subresource taken away",
    old: [version({ subresources: { status: {} } })],
    change: { rule: "status-subresource-removed", class: "breaking" },
    reason: "404",
  },
  {
    name: "scale added on a bounded field",
    now: [version(scale())],
    change: { rule: "scale-subresource-added", class: "compatible" },
    reason: "work from now on",
  },
  {
    name: "scale added on any integer",
    now: [version(scale(".spec.free"))],
    change: { rule: "scale-subresource-added", class: "breaking" },
    reason: "refused at any write",
  },
  {
    name: "scale taken away",
    old: [version(scale())],
    change: { rule: "scale-subresource-removed", class: "breaking" },
    reason: "404",
  },
  {
    name: "scale of another field",
    old: [version(scale())],
    now: [version(scale(".spec.free"))],
    change: { rule: "scale-subresource-changed", class: "breaking" },
    reason: "other fields",
  },
  {
    name: "scale with a selector",
    old: [version(scale())],
    now: [version(scale(".spec.size", ".status.selector"))],
    change: { rule: "scale-subresource-changed", class: "compatible" },
    reason: "find the Pods",
  },
  {
    name: "columns",
    now: [version({ additionalPrinterColumns: [{ name: "Size", type: "integer", jsonPath: ".spec.size" }] })],
    change: { rule: "columns-changed", class: "compatible" },
    reason: "for people to read",
  },
  {
    name: "selectable field added",
    now: [version({ selectableFields: [{ jsonPath: ".spec.size" }] })],
    change: { rule: "selectable-field-added", class: "compatible" },
    reason: "may select",
  },
  {
    name: "selectable field taken away",
    old: [version({ selectableFields: [{ jsonPath: ".spec.size" }] })],
    change: { rule: "selectable-field-removed", class: "breaking" },
    reason: "are refused",
  },
  {
    name: "no version is stored",
    now: refusedEdits.storage,
    change: { rule: "definition-refused", class: "breaking", path: "" },
    reason: "must have exactly one version marked as storage version",
  },
  {
    name: "two versions of one name",
    now: refusedEdits.twice,
    change: { rule: "definition-refused", class: "breaking", path: "" },
    reason: "must contain unique version names",
  },
  {
    name: "selectable field that there is not",
    now: refusedEdits.selectable,
    change: { rule: "definition-refused", class: "breaking", version: "v1" },
    reason: 'selectableFields[0].jsonPath: Invalid value: ".spec.zz": is an invalid path',
  },
  {
    name: "selectable field that is an object",
    now: refusedEdits.selectableObject,
    change: { rule: "definition-refused", class: "breaking", version: "v1" },
    reason: "must point to a field of type string, boolean or integer",
  },
  {
    name: "column without a name",
    now: refusedEdits.column,
    change: { rule: "definition-refused", class: "breaking", version: "v1" },
    reason: "additionalPrinterColumns[0].name: Required value",
  },
  {
    name: "version added that the server refuses",
    now: refusedEdits.added,
    change: { rule: "schema-refused", class: "breaking", version: "v2" },
    reason: "properties[p].default",
  },
];

/** The definition with edits. */
export function edited(edits: Edit[] = []): CustomResourceDefinition {
  const crd = crdOf(spec);
  for (const edit of edits) edit(crd);
  return crd;
}
