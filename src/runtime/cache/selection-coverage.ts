import { parseFieldSelector, parseLabelSelector } from "../../kube/selector.ts";
import type { CachedListOptions } from "./cached-list-options.ts";
import type { PlannedSelection } from "./plan-selections.ts";

/** Whether a selection leaves out nothing of its namespaces: what is not in its cache is not there. */
export function isWhole({ labelSelector, fieldSelector }: PlannedSelection): boolean {
  return labelSelector === "" && fieldSelector === "";
}

/**
 * Whether all that a list asks for is within a selection, and can be told apart there: its label selector demands what the selection demands, and
 * its field selector is the selection's, since the cache does not know what the server selects fields by.
 */
export function isAsked(
  selection: PlannedSelection,
  { labelSelector = "", fieldSelector = "" }: CachedListOptions,
): boolean {
  const labels = texts(parseLabelSelector(labelSelector));
  const fields = texts(parseFieldSelector(fieldSelector));
  const own = texts(parseFieldSelector(selection.fieldSelector));
  return (
    texts(parseLabelSelector(selection.labelSelector)).every((requirement) => labels.includes(requirement)) &&
    own.length === fields.length &&
    own.every((requirement) => fields.includes(requirement))
  );
}

/** Each requirement once, in one form. */
function texts(requirements: readonly object[]): string[] {
  return [...new Set(requirements.map((requirement) => JSON.stringify(requirement)))];
}
