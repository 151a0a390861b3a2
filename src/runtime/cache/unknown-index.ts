import { UserError } from "../../base/errors.ts";
import type { IndexedValue } from "../../kube/field-index.ts";
import type { Resource } from "../../kube/resource.ts";

/** A list by an index that the cache does not keep. */
export function unknownIndex(
  { kind }: Resource,
  wanted: readonly IndexedValue[],
  known: readonly string[],
): UserError {
  const missing = wanted.find(({ index }) => !known.includes(index))?.index ?? "";
  const there = known.length > 0 ? `It has ${known.map((name) => `"${name}"`).join(", ")}. ` : "";
  return new UserError("CACHE_INDEX_UNKNOWN", `the cache of ${kind} has no index "${missing}"`, {
    hint: `${there}List what fieldIndex(${kind}, "${missing}", …) returned in operator({ cache: { indexes: […] } }).`,
  });
}
