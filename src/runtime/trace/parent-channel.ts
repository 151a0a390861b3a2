import type { ReportChannel } from "./reporter.ts";

/** The channel to the process that started this one; undefined where there is none. It keeps no process alive. */
export function parentChannel(): ReportChannel | undefined {
  if (!process.send) return undefined;
  return {
    send(report) {
      if (process.connected) process.send?.(report, undefined, undefined, () => {});
    },
    listen(onMessage) {
      process.on("message", onMessage);
      // a listener makes Node wait for messages
      process.channel?.unref();
      return () => process.off("message", onMessage);
    },
  };
}
