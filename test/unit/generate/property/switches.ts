import { kindMarkers } from "../../../../src/generate/crd/kind-markers.ts";
import { markerRules } from "../../../../src/generate/crd/marker-rules.ts";
import { schemaMarkers } from "../../../../src/generate/crd/marker-table.ts";
import { tagRules } from "../../../../src/generate/crd/tag-rules.ts";
import { typeWriters } from "../../../../src/generate/crd/write-schema.ts";
import { floatTypes, knownTypes } from "../../../../src/generate/read/known-types.ts";
import { positionOf } from "../../../../src/generate/read/problems.ts";
import { libraryReaders } from "../../../../src/generate/read/read-library-type.ts";
import { typeReaders } from "../../../../src/generate/read/read-type.ts";
import { utilityReaders } from "../../../../src/generate/read/read-utility-type.ts";

/** One entry of one of the generator's tables, and how to make it say nothing. */
export interface Switch {
  readonly name: string;
  /** What programs say that use it. */
  readonly row: string;
  /** Switches it off; what is returned switches it on again. */
  readonly off: () => () => void;
}

/** The markers whose argument a rule of their own reads. */
const markerOf: Readonly<Record<string, string>> = {
  exclusiveMinimum: "+kubebuilder:validation:ExclusiveMinimum",
  exclusiveMaximum: "+kubebuilder:validation:ExclusiveMaximum",
  uniqueItems: "+kubebuilder:validation:UniqueItems",
  kubernetesDefault: "+default",
  default: "+kubebuilder:default",
  example: "+kubebuilder:example",
  sortedEnum: "+k8s:enum",
};

const unknown = { "x-kubernetes-preserve-unknown-fields": true } as const;
const nothing = () => undefined;

/** Every writer and reader that has an entry in a table. */
export const switches: readonly Switch[] = [
  ...entries(
    "tag",
    tagRules,
    (rule) => ({ ...rule, apply: nothing }),
    (name) => `@${name}`,
  ),
  ...entries(
    "rule of a marker",
    markerRules,
    (rule) => ({ ...rule, apply: nothing }),
    (name) => markerOf[name] ?? name,
  ),
  ...entries(
    "marker",
    schemaMarkers,
    ({ items = false }) => ({ tag: "nothing", items }),
    (name) => `+${name}`,
  ),
  ...entries(
    "marker of a kind",
    kindMarkers,
    (marker) => ({ ...marker, read: () => ({}) }),
    (name) => `+${name}`,
  ),
  ...entries("reader of", typeReaders, (_, name) => (node) => ({
    kind: name === "UnknownKeyword" ? "boolean" : "unknown",
    position: positionOf(node),
    docs: [],
  })),
  ...entries("reader of", utilityReaders, ({ takes }) => ({
    takes,
    read: (_, { node }) => ({ kind: "unknown", position: positionOf(node), docs: [] }),
  })),
  ...entries("reader of", libraryReaders, (reader) => ({
    ...reader,
    read: (_, { node }) => ({ kind: "unknown", position: positionOf(node), docs: [] }),
  })),
  // floats are refused, whatever their schema is
  ...entries("type", knownTypes, () => unknown).filter(({ row }) => !floatTypes.includes(row)),
  ...entries("writer of", typeWriters as Readonly<Record<string, unknown>>, () => () => ({})),
];

function entries<T>(
  what: string,
  table: Readonly<Record<string, T>>,
  without: (entry: T, name: string) => T,
  rowOf: (name: string) => string = (name) => name,
): Switch[] {
  return Object.keys(table).map((name) => ({
    name: `${what} ${name}`,
    row: rowOf(name),
    off: () => replace(table, name, without(table[name] as T, name)),
  }));
}

/** A marker that is off means a tag that does nothing. */
function replace<T>(table: Readonly<Record<string, T>>, name: string, entry: T): () => void {
  const before = table[name];
  const tags = tagRules as Record<string, unknown>;
  Object.assign(table, { [name]: entry });
  tags.nothing = { keyword: undefined, repeatable: true, apply: nothing };
  return () => {
    Object.assign(table, { [name]: before });
    delete tags.nothing;
  };
}
