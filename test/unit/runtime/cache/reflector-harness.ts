import { getEventListeners } from "node:events";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import type { KubernetesObject } from "../../../../src/kube/object.ts";
import {
  Reflector,
  type ReflectorOptions,
  type Replacement,
} from "../../../../src/runtime/cache/reflector.ts";
import { ApiError, ConnectionError } from "../../../../src/runtime/client/errors.ts";
import { recordingLogger } from "../../../helpers/recording-logger.ts";
import { scriptedLister } from "../../../helpers/scripted-lister.ts";

/** A reflector of Pods on virtual time, with what it told its store. */
export function startReflector(options: Partial<ReflectorOptions> = {}) {
  const clock = new VirtualClock();
  const lister = scriptedLister();
  const { logger, texts } = recordingLogger();
  const stopping = new AbortController();
  const told: string[] = [];
  const errors: unknown[] = [];
  const tell = (what: string) => (object: KubernetesObject) =>
    void told.push(`${what} ${object.metadata?.name}@${object.metadata?.resourceVersion}`);
  const reflector = new Reflector({
    lister,
    clock,
    logger,
    apiVersion: "v1",
    kind: "Pod",
    random: () => 0,
    onError: (error) => void errors.push(error),
    store: {
      begin: () =>
        collectNames((names, version) => void told.push(`replace [${names.join(" ")}] ${version}`)),
      set: tell("set"),
      delete: tell("delete"),
      progress: (version) => void told.push(`progress ${version}`),
    },
    ...options,
  });
  let running: Promise<void> | undefined;
  return {
    clock,
    lister,
    told,
    errors,
    texts,
    reflector,
    signal: stopping.signal,
    start: () => {
      running = reflector.start(stopping.signal);
      return clock.advance(0);
    },
    /** Stops, and throws when something was left behind. */
    async stop() {
      stopping.abort();
      await running;
      if (clock.waiting > 0) throw new Error(`${clock.waiting} timers are left`);
      const listeners = getEventListeners(stopping.signal, "abort").length;
      if (listeners > 0) throw new Error(`${listeners} listeners are left`);
    },
  };
}

/** A replacement that tells what it was committed with. */
export function collectNames(committed: (names: string[], version: string) => void): Replacement {
  const names = new Set<string>();
  return {
    set: ({ metadata }) => void names.add(metadata?.name ?? ""),
    delete: ({ metadata }) => void names.delete(metadata?.name ?? ""),
    commit: (version) => Promise.resolve(committed([...names], version)),
  };
}

export function statusError(code: number, reason: ApiError["reason"], cause?: string): ApiError {
  const details = cause ? { details: { causes: [{ reason: cause }] } } : {};
  return new ApiError(code, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    code,
    reason,
    message: reason,
    ...details,
  });
}

export const expired = () => statusError(410, "Expired");
export const tooLarge = () => statusError(504, "Timeout", "ResourceVersionTooLarge");
export const tooMany = () => statusError(429, "TooManyRequests");
export const refused = () => new ConnectionError("ECONNREFUSED", "nobody listens");
