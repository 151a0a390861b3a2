import { equalJson, isJsonObject } from "../../base/json.ts";
import { goText, goType } from "./go-text.ts";
import { PatchError } from "./patch-error.ts";

/** How items of a list are told apart: by a key of theirs, or by themselves. */
export type MergeKey = string | undefined;

/**
 * Items that `order` names in its order, and the others woven in by their place in the live list: the patch's order and the
 * server's both hold, and win over the live order where these disagree (normalizeElementOrder of strategicpatch/patch.go).
 *
 * @throws PatchError
 */
export function orderItems(
  items: readonly unknown[],
  by: { order: readonly unknown[]; live: readonly unknown[]; mergeKey: MergeKey },
): unknown[] {
  const { order, live, mergeKey } = by;
  const rank = (list: readonly unknown[], item: unknown) =>
    list.findIndex((candidate) => sameItem(candidate, item, mergeKey));
  const named = items.filter((item) => rank(order, item) >= 0);
  const others = items.filter((item) => rank(order, item) < 0);
  if (mergeKey !== undefined) for (const item of [...items, ...order, ...live]) keyOf(item, mergeKey);
  return weave(
    sortBy(others, (item) => rank(live, item)),
    sortBy(named, (item) => rank(order, item)),
    (item) => rank(live, item),
  );
}

/**
 * Makes sure that the items of a patch stand in `$setElementOrder` as they stand in the patch (validatePatchWithSetOrderList).
 *
 * @throws PatchError
 */
export function checkElementOrder(
  patch: readonly unknown[],
  order: readonly unknown[],
  mergeKey: MergeKey,
): void {
  if (patch.length === 0 || order.length === 0) return;
  const kept = patch.filter((item) => mergeKey === undefined || keepsItem(item, mergeKey));
  let at = 0;
  for (const wanted of order) {
    while (isMarked(kept[at])) at++;
    if (at >= kept.length) return;
    if (sameKey(kept[at], wanted, mergeKey)) at++;
  }
  if (at < kept.length) {
    throw new PatchError(
      "unexpected",
      `The order in patch list:\n${goText(patch)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`,
    );
  }
}

/** Whether two items are one, without fuss about items that have no key. */
export function sameItem(a: unknown, b: unknown, mergeKey: MergeKey): boolean {
  if (mergeKey === undefined) return equalJson(a, b);
  return (
    isJsonObject(a) && isJsonObject(b) && a[mergeKey] !== undefined && equalJson(a[mergeKey], b[mergeKey])
  );
}

/**
 * The value of an item's key.
 *
 * @throws PatchError when it has none
 */
export function keyOf(item: unknown, mergeKey: string): unknown {
  if (!isJsonObject(item)) throw badType("map[string]interface {}", item);
  if (!Object.hasOwn(item, mergeKey)) {
    throw new PatchError(
      "unexpected",
      `map: ${goText(item)} does not contain declared merge key: ${mergeKey}`,
    );
  }
  return item[mergeKey];
}

/** A value of another type than the patch needs. */
export function badType(expected: string, found: unknown): PatchError {
  return new PatchError("unexpected", `expected a ${expected}, but received a ${goType(found)}`);
}

function sameKey(a: unknown, b: unknown, mergeKey: MergeKey): boolean {
  return mergeKey === undefined ? equalJson(a, b) : equalJson(keyOf(a, mergeKey), keyOf(b, mergeKey));
}

function keepsItem(item: unknown, mergeKey: string): boolean {
  if (!isJsonObject(item)) throw badType(`map with ${mergeKey}`, item);
  return item.$patch !== "delete";
}

function isMarked(item: unknown): boolean {
  return isJsonObject(item) && Object.hasOwn(item, "$patch");
}

/** Insertion sort; an item without a rank goes before what stands before it, as upstream's comparison has it. */
function sortBy(items: readonly unknown[], rank: (item: unknown) => number): unknown[] {
  const sorted: unknown[] = [];
  for (const item of items) {
    const own = rank(item);
    let at = sorted.length;
    while (at > 0) {
      const before = rank(sorted[at - 1]);
      if (own >= 0 && before >= 0 && own >= before) break;
      at--;
    }
    sorted.splice(at, 0, item);
  }
  return sorted;
}

function weave(
  others: readonly unknown[],
  named: readonly unknown[],
  rank: (item: unknown) => number,
): unknown[] {
  const result: unknown[] = [];
  let [o, n] = [0, 0];
  while (o < others.length && n < named.length) {
    const [other, next] = [rank(others[o]), rank(named[n])];
    result.push(other >= 0 && next >= 0 && other < next ? others[o++] : named[n++]);
  }
  return [...result, ...others.slice(o), ...named.slice(n)];
}
