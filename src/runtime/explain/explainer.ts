import type { Clock } from "../../base/clock.ts";
import type { ObjectKey } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { RunObserver } from "../controller/run-observer.ts";
import { requestText, type ReconcileRequest } from "../source/reconcile-request.ts";
import type { WriteLoops } from "../write-loop/write-loops.ts";
import { explainKey } from "./explain-key.ts";
import type { Explanation } from "./explanation.ts";
import { RunLog } from "./run-log.ts";

/** Notes what the controllers of an operator do, and explains it. */
export class Explainer {
  readonly #clock: Clock;
  readonly #loops: WriteLoops | undefined;
  readonly #logs = new Map<
    string,
    { resource: Resource; log: RunLog; waits: (request: ReconcileRequest) => readonly string[] }
  >();

  constructor(options: { clock: Clock; loops?: WriteLoops }) {
    this.#clock = options.clock;
    this.#loops = options.loops;
  }

  /** Notes of a controller; `waits` says what keeps an object waiting that is not in the queue's hands. */
  observe(
    controller: string,
    resource: Resource,
    waits: (request: ReconcileRequest) => readonly string[],
  ): RunObserver {
    const log = new RunLog({ clock: this.#clock });
    this.#logs.set(controller, { resource, log, waits });
    return log;
  }

  /** What each controller of a kind has to do with an object. A kind is named by its handle, or as `Kind`, `Kind.group` or `plural.group`. */
  explain(
    kind: Pick<Resource, "kind" | "group"> | string,
    key: ObjectKey & { cluster?: string },
  ): Explanation[] {
    const text = requestText(key);
    return [...this.#logs]
      .filter(([, { resource }]) => isOf(resource, kind))
      .map(([controller, { resource, log, waits }]) =>
        explainKey(text, {
          controller,
          resource,
          log,
          clock: this.#clock,
          waits: waits(key),
          loops: this.#loops?.of({ controller, key: text }) ?? [],
        }),
      );
  }
}

function isOf(resource: Resource, kind: Pick<Resource, "kind" | "group"> | string): boolean {
  if (typeof kind !== "string") return resource.kind === kind.kind && resource.group === kind.group;
  const [name = "", ...group] = kind.toLowerCase().split(".");
  const named = [resource.kind.toLowerCase(), resource.plural].includes(name);
  return named && (group.length === 0 || group.join(".") === resource.group);
}
