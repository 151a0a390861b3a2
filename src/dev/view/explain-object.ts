import type { ObjectDetail } from "./view-state.ts";
import type { ViewModel } from "./view-model.ts";

/** Which object is asked about; a kind as `Kind` or `Kind.group`. */
export interface AskedObject {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Asks the operator what it has to do with an object: its Explanations, none where it does not answer. */
export type AskOperator = (object: AskedObject) => Promise<readonly unknown[]>;

/** What `explain` shows of an object: what the operator says, and what the cluster does. */
export interface ExplainedView {
  /** Explanations by the operator's controllers; see the type Explanation. */
  readonly explanations: readonly unknown[];
  /** Undefined where the cluster has no such object. */
  readonly object?: ObjectDetail;
}

/** What is known of an object; undefined when that is nothing. */
export async function explainObject(
  asked: AskedObject,
  { model, ask }: { model: ViewModel; ask: AskOperator },
): Promise<ExplainedView | undefined> {
  const uid = model.find(asked.kind, asked);
  const object = uid === undefined ? undefined : model.detail(uid);
  const namespace = object?.row.namespace ?? asked.namespace;
  const explanations = await ask({
    kind: asked.kind,
    name: asked.name,
    ...(namespace === undefined ? {} : { namespace }),
  });
  if (!object && !explanations.some(hasSeen)) return undefined;
  return { explanations, ...(object ? { object } : {}) };
}

/** A controller answers for any name: one of an object that it has never had to do with has no runs and no cause for one. */
function hasSeen(explanation: unknown): boolean {
  const { runs, causes } = explanation as { runs?: readonly unknown[]; causes?: readonly unknown[] };
  return (runs?.length ?? 0) > 0 || (causes?.length ?? 0) > 0;
}
