import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { timeText } from "../../kube/condition.ts";
import type { Masker } from "../../kube/masker.ts";
import type { ControllerStats, TracedRun } from "../../kube/operator-report.ts";
import type { Resource } from "../../kube/resource.ts";
import type { RequestObserver } from "../client/transport-request.ts";
import type { RunContext } from "../controller/run-context.ts";
import type { ObservedQueue, RunNotes, RunObserver } from "../controller/run-observer.ts";
import type { Explainer } from "../explain/explainer.ts";
import { parseRequest } from "../source/reconcile-request.ts";
import { CallLog } from "./call-log.ts";

/** What a {@link Tracer} needs. */
export interface TracerOptions {
  readonly clock: Clock;
  readonly masker: Masker;
  readonly context: RunContext;
  readonly onRun: (run: TracedRun) => void;
}

interface Counted {
  queue: ObservedQueue | undefined;
  runs: number;
  failures: number;
}

/** Follows the runs of an operator's controllers with all that they call. */
export class Tracer {
  readonly #options: TracerOptions;
  readonly #open = new Map<string, CallLog>();
  readonly #controllers = new Map<string, Counted>();

  constructor(options: TracerOptions) {
    this.#options = options;
  }

  /** To be told of every request that is sent. */
  readonly request: RequestObserver = (observation) => {
    const { reconcileID } = this.#options.context.fields();
    if (typeof reconcileID === "string") this.#open.get(reconcileID)?.sent(observation);
  };

  /** How busy each controller is. */
  stats(): ControllerStats[] {
    return [...this.#controllers].map(([name, { queue, runs, failures }]) => ({
      name,
      queued: queue?.size ?? 0,
      running: queue?.processing?.size ?? 0,
      runs,
      failures,
    }));
  }

  /** To be told of the runs of a controller, after the explainer, which says why they came. */
  observe(controller: string, resource: Resource, explainer: Explainer): RunObserver {
    const counted: Counted = { queue: undefined, runs: 0, failures: 0 };
    this.#controllers.set(controller, counted);
    return {
      attached: (queue) => (counted.queue = queue),
      queued: () => {},
      passedOver: () => {},
      started: (key) => this.#started(key, { controller, resource, explainer, counted }),
    };
  }

  #started(
    key: string,
    of: { controller: string; resource: Resource; explainer: Explainer; counted: Counted },
  ): RunNotes {
    const { clock, masker, onRun } = this.#options;
    const { controller, resource, explainer, counted } = of;
    const log = new CallLog({ clock, masker });
    const started = { at: clock.monotonic(), time: timeText(new Date(clock.now())) };
    const { apiVersion, kind } = resource;
    let run: string | undefined;
    return {
      named: (id, object) => {
        run = id;
        masker.learn(object, { apiVersion, kind });
        this.#open.set(id, log);
      },
      called: (call, read) => log.called(call, read),
      depends: () => {},
      ended: (result, { error }) => {
        counted.runs++;
        if (result === "error" || result === "terminal_error") counted.failures++;
        // a key whose object is gone has no run to speak of
        if (run === undefined && error === undefined) return;
        if (run !== undefined) this.#open.delete(run);
        const request = parseRequest(key);
        const known = explainer
          .explain(resource, request)
          .find((explanation) => explanation.controller === controller)
          ?.runs.find(({ id }) => id === (run ?? ""));
        onRun({
          id: run ?? "",
          controller,
          apiVersion,
          kind,
          ...(request.namespace ? { namespace: request.namespace } : {}),
          name: request.name,
          ...(request.cluster ? { cluster: request.cluster } : {}),
          time: started.time,
          milliseconds: clock.monotonic() - started.at,
          result,
          ...(error === undefined ? {} : { error: masker.text(messageOf(error)) }),
          causes: (known?.causes ?? []).map(({ message }) => masker.text(message)),
          calls: log.calls,
          moreCalls: log.more,
        });
      },
    };
  }
}
