/** How a run ended, in controller-runtime's words. */
export type RunResult = "success" | "error" | "requeue_after" | "terminal_error";
