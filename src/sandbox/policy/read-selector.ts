import { labelRequirements, matchesLabels } from "../../kube/selector.ts";

/** Whether labels are selected. */
export type LabelMatcher = (labels: Readonly<Record<string, string>> | undefined) => boolean;

/** A selector object as a function; undefined for one that selects everything. */
export function readSelector(selector: unknown): LabelMatcher | undefined {
  const requirements = labelRequirements(selector ?? {});
  return requirements.length === 0 ? undefined : (labels) => matchesLabels(requirements, labels ?? {});
}
