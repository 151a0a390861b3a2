import type { Condition } from "../../kube/condition.ts";
import type { ControllerStats, TracedRun } from "../../kube/operator-report.ts";

/** Where the operator is. */
export type OperatorState = "building" | "running" | "stopped";

/** What is shown of a running operator at one moment. */
export interface ViewState {
  /** Name of the operator; undefined until it has said it. */
  readonly operator?: string;
  readonly state: OperatorState;
  /** What was last said about it, for example why a version was not built. */
  readonly notice?: string;
  /** Counts up with every change. */
  readonly revision: number;
  readonly controllers: readonly ControllerView[];
  /** Custom resources, by kind, namespace and name. */
  readonly objects: readonly ObjectRow[];
  /** What keeps objects from being shown. */
  readonly problems: readonly string[];
}

/** A controller and how busy it is. */
export interface ControllerView extends ControllerStats {
  readonly kind: string;
  /** Runs in a second, of the last ten. */
  readonly rate: number;
}

/** What is shown of every object. */
interface ShownObject {
  readonly uid: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly created?: string;
  readonly deleting: boolean;
}

/** A custom resource in the table. */
export interface ObjectRow extends ShownObject {
  readonly conditions: readonly Condition[];
  readonly runs: number;
  readonly lastRun?: Pick<TracedRun, "time" | "milliseconds" | "result">;
  /** Of the last run, where that failed. */
  readonly error?: string;
}

/** An object and what it owns. */
export interface TreeNode extends ShownObject {
  /** In a word: how it is, where it says so. */
  readonly health?: { readonly state: "good" | "bad" | "waiting"; readonly text: string };
  readonly children: readonly TreeNode[];
}

/** An event about an object or about what it owns. */
export interface EventRow {
  readonly time?: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly object: string;
  readonly count: number;
  readonly from?: string;
}

/** All that is known of one object. */
export interface ObjectDetail {
  readonly row: ObjectRow;
  readonly tree: TreeNode;
  /** Newest first. */
  readonly events: readonly EventRow[];
  /** Newest first. */
  readonly runs: readonly TracedRun[];
  /** As YAML, without what must not be shown. */
  readonly yaml: string;
}
