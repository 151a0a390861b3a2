import { aborted } from "../../base/lifetime.ts";
import { isJsonObject } from "../../base/json.ts";
import { runVariable, type LeadMessage, type LeaseName, type RunMessage } from "../../base/run-protocol.ts";
import type { Election } from "../manager/manager.ts";

/** What an operator needs of its process while `kubewright run` is above it. */
export interface RunHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly send?: ((message: LeadMessage) => void) | undefined;
  on(event: "message", listener: (message: unknown) => void): unknown;
  on(event: "disconnect", listener: () => void): unknown;
  off(event: "message", listener: (message: unknown) => void): unknown;
  off(event: "disconnect", listener: () => void): unknown;
}

/** An operator's side of `kubewright run`. */
export interface UnderRun {
  /** Aborts when what is under way is not to be finished: on Ctrl-C, or when the process above is gone. */
  readonly abort: AbortSignal;
  /** Leads when `run` says so, which holds the lease for each version in turn; absent where it holds none. */
  readonly lead?: (lease: LeaseName) => Election;
  close(): void;
}

/** Undefined where `kubewright run` has not started this process. */
export function underRun(host: RunHost): UnderRun | undefined {
  const mode = host.env[runVariable];
  if (!mode || !host.send) return undefined;
  const aborting = new AbortController();
  const [leading, lost] = [new AbortController(), new AbortController()];
  const onMessage = (message: unknown) => {
    const type = isJsonObject(message) ? (message.type as RunMessage["type"]) : undefined;
    if (type === "abort") aborting.abort();
    if (type === "leading") leading.abort();
    if (type === "lease-lost") lost.abort();
  };
  const onDisconnect = () => aborting.abort();
  host.on("message", onMessage);
  host.on("disconnect", onDisconnect);
  const { send } = host;
  const lead = (lease: LeaseName): Election => ({
    async acquire(signal) {
      send.call(host, { type: "lead", ...lease });
      await Promise.race([aborted(leading.signal), aborted(signal)]);
      return !signal.aborted;
    },
    async renew(signal) {
      await Promise.race([aborted(lost.signal), aborted(signal)]);
      return !lost.signal.aborted;
    },
    // the next version leads by the same lease
    release: async () => {},
  });
  return {
    abort: aborting.signal,
    ...(mode === "lead" ? { lead } : {}),
    close() {
      host.off("message", onMessage);
      host.off("disconnect", onDisconnect);
    },
  };
}
