/** How a run ended, in controller-runtime's words. */
export type RunResult = "success" | "error" | "requeue_after" | "terminal_error";

/** Tells of the end of a run. */
export type Finish = (result: RunResult, more: { error?: unknown; after?: number | undefined }) => void;
