import type { CustomResourceDefinition } from "../../kube/crd.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { mapSchema } from "../../kube/schema/map-schema.ts";
import { crdSize, goJsonBytes } from "./crd-size.ts";

/** What was taken out. */
export interface Trimming {
  readonly dropped: number;
  /** How many descriptions there were. */
  readonly of: number;
  /** The least depth at which one was taken: 1 is a field of the object, such as `spec`. */
  readonly depth: number;
}

interface Described {
  readonly schema: JsonSchema;
  readonly depth: number;
  /** Bytes that it takes with its key. */
  readonly cost: number;
}

/**
 * A copy of a definition from which as many descriptions are taken as must be for its annotations to have at most `maxBytes` after a client-side apply: the deepest
 * first, of one depth the longest first, so that few go. The same definition always loses the same ones.
 */
export function trimDescriptions(
  crd: CustomResourceDefinition,
  maxBytes: number,
): { crd: CustomResourceDefinition; trimming: Trimming | undefined } {
  let excess = crdSize(crd).annotations - maxBytes;
  if (excess <= 0) return { crd, trimming: undefined };
  const versions = crd.spec.versions.map((version) => {
    const openAPIV3Schema = version.schema?.openAPIV3Schema;
    return openAPIV3Schema
      ? { ...version, schema: { openAPIV3Schema: mapSchema(openAPIV3Schema, (copy) => copy) } }
      : version;
  });
  const described = versions.flatMap(({ schema }) => describedIn(schema?.openAPIV3Schema, 0));
  const order = [...described].sort((a, b) => b.depth - a.depth || b.cost - a.cost); // a stable sort
  let dropped = 0;
  for (; dropped < order.length && excess > 0; dropped++) {
    const { schema, cost } = order[dropped] as Described;
    delete schema.description;
    excess -= cost;
  }
  const trimming = { dropped, of: order.length, depth: order[dropped - 1]?.depth ?? 0 };
  return { crd: { ...crd, spec: { ...crd.spec, versions } }, trimming };
}

function describedIn(schema: JsonSchema | undefined, depth: number): Described[] {
  if (!schema) return [];
  const {
    description,
    properties = {},
    items,
    additionalProperties,
    allOf = [],
    anyOf = [],
    oneOf = [],
    not,
  } = schema;
  const comma = Object.keys(schema).length > 1 ? 1 : 0;
  const own =
    description === undefined
      ? []
      : [{ schema, depth, cost: `"description":`.length + goJsonBytes(description) + comma }];
  const entries = typeof additionalProperties === "object" ? additionalProperties : undefined;
  const inner = [...Object.values(properties), items, entries];
  const same = [...allOf, ...anyOf, ...oneOf, not];
  return [
    ...own,
    ...inner.flatMap((below) => describedIn(below, depth + 1)),
    ...same.flatMap((below) => describedIn(below, depth)),
  ];
}
