import type { DependentTypes } from "./dependent.ts";

/** How far a dependent is. */
export interface DependentState {
  readonly name: string;
  /**
   * `waiting`: not applied, as one that it depends on is not ready. `inactive`: it should not be there, and is not. `removing`: it is on its way out.
   */
  readonly state: "ready" | "notReady" | "waiting" | "inactive" | "removing" | "failed";
  /** What it waits for, or the error. */
  readonly message: string;
  /** Dependents that it waits for. */
  readonly waitsFor: readonly string[];
}

/** The dependents of the object that is reconciled. */
export interface Dependents<D extends DependentTypes> {
  /** Whether all that should be there are ready. */
  readonly ready: boolean;
  /** What is there, by name. One that waits, fails or is inactive may still be undefined. */
  readonly observed: { readonly [Name in keyof D]: D[Name] | undefined };
  /** Of each, in the order of their declaration: to be shown in the status, for example. */
  readonly states: readonly DependentState[];
}

/**
 * What the owner's condition says of its dependents: how many are ready, and by name what is in the way.
 *
 * @example
 * // { ready: false, reason: "Waiting", message: "1 of 3 ready; not ready: database (0 of 1 Pods); waiting: web (for database)" }
 */
export function describeStates(states: readonly DependentState[]): {
  ready: boolean;
  reason: string;
  message: string;
} {
  const wanted = states.filter(({ state }) => state !== "inactive");
  const of = (state: DependentState["state"]) => states.filter((candidate) => candidate.state === state);
  const ready = of("ready").length === wanted.length;
  const parts = [
    `${of("ready").length} of ${wanted.length} ready`,
    ...list("failed", of("failed")),
    ...list("not ready", of("notReady")),
    ...list("waiting", of("waiting")),
    ...list("removing", of("removing")),
  ];
  const reason = ready
    ? "AllReady"
    : of("failed").length > 0
      ? "Failed"
      : of("removing").length === wanted.length - of("ready").length
        ? "Removing"
        : "Waiting";
  return { ready, reason, message: parts.join("; ") };
}

function list(title: string, states: readonly DependentState[]): string[] {
  if (states.length === 0) return [];
  const names = states.map(({ name, message, waitsFor }) => {
    const why = waitsFor.length > 0 ? `for ${waitsFor.join(", ")}` : message;
    return why ? `${name} (${why.slice(0, 256)})` : name;
  });
  return [`${title}: ${names.join(", ")}`];
}
