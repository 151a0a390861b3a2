import type { FieldChange } from "./field-changes.ts";

/** Variable of an operator's environment that asks it to report; the value is JSON of {@link ReportRequest}. */
export const reportVariable = "KUBEWRIGHT_REPORT";

/** What an operator is asked to report by its environment. */
export interface ReportRequest {
  /** File to note calls in, see RecordedCall. */
  readonly calls?: string;
  /** Report to the parent process over the channel that Node gives to a child. */
  readonly channel?: boolean;
  /** File with JSON of SensitiveFields: whose values must not be reported. It is read at the start; without it nothing is told over the channel. */
  readonly sensitiveFile?: string;
}

/** What a reporting operator tells its parent process. Times are ISO texts, durations milliseconds. */
export type OperatorReport =
  | OperatorHello
  | OperatorStats
  | {
      readonly type: "runs";
      readonly runs: readonly TracedRun[];
      /** Runs that were too many to be told of. */ readonly dropped: number;
    }
  | { readonly type: "explanation"; readonly id: number; readonly explanations: readonly unknown[] };

/** What a parent process asks a reporting operator. */
export type ReportQuestion = {
  readonly type: "explain";
  readonly id: number;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
};

/** A kind as it is reported. */
export interface ReportedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: "Namespaced" | "Cluster";
}

/** Said once, when an operator starts. */
export interface OperatorHello {
  readonly type: "hello";
  readonly operator: string;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  readonly controllers: readonly {
    readonly name: string;
    readonly kind: ReportedKind;
    /** Kinds of children that it watches. */
    readonly owns: readonly ReportedKind[];
  }[];
}

/** How busy the controllers are; said when it has changed, at most twice a second. */
export interface OperatorStats {
  readonly type: "stats";
  readonly controllers: readonly ControllerStats[];
}

/** How busy a controller is. */
export interface ControllerStats {
  readonly name: string;
  /** Keys that wait for a worker. */
  readonly queued: number;
  readonly running: number;
  /** Since the start. */
  readonly runs: number;
  readonly failures: number;
}

/** One run of a controller, with everything that it asked and wrote. */
export interface TracedRun {
  readonly id: string;
  readonly controller: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** Name of the operator's cluster, where it is not its own. */
  readonly cluster?: string;
  readonly time: string;
  readonly milliseconds: number;
  readonly result: string;
  readonly error?: string;
  /** Why it came, in sentences. */
  readonly causes: readonly string[];
  readonly calls: readonly TracedCall[];
  /** Calls beyond those. */
  readonly moreCalls: number;
}

/** One API call of a run. */
export interface TracedCall {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** `skipped`: a write that would have changed nothing, and was not sent. */
  readonly answer: "server" | "cache" | "skipped";
  /** HTTP status of the server's answer, `<error>` where there was none. */
  readonly status?: string;
  /** Since the start of the run. */
  readonly at: number;
  readonly milliseconds?: number;
  readonly changes?: readonly FieldChange[];
  readonly moreChanges?: number;
  readonly error?: string;
}
