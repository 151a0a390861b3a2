import type { Clock, Timer } from "../../base/clock.ts";
import { equalJson, isJsonObject } from "../../base/json.ts";
import type { Masker } from "../../kube/masker.ts";
import type {
  ControllerStats,
  OperatorHello,
  OperatorReport,
  ReportQuestion,
  TracedRun,
} from "../../kube/operator-report.ts";
import type { Explainer } from "../explain/explainer.ts";

/** Where reports go, and questions come from. */
export interface ReportChannel {
  send(report: OperatorReport): void;
  /** Calls back for each message that comes; returns how to end that. */
  listen(onMessage: (message: unknown) => void): () => void;
}

const everyMs = 250;
const maxRuns = 200;

/** Tells another process what an operator does: four times a second, so that a busy operator is not slowed down by being looked at. */
export class Reporter {
  readonly #channel: ReportChannel;
  readonly #clock: Clock;
  readonly #masker: Masker;
  #runs: TracedRun[] = [];
  #dropped = 0;
  #told: readonly ControllerStats[] = [];
  #timer: Timer | undefined;
  #unlisten: (() => void) | undefined;

  constructor(options: { channel: ReportChannel; clock: Clock; masker: Masker }) {
    this.#channel = options.channel;
    this.#clock = options.clock;
    this.#masker = options.masker;
  }

  /** Notes a run for the next report; the oldest of too many goes. */
  readonly add = (run: TracedRun): void => {
    this.#runs.push(run);
    if (this.#runs.length <= maxRuns) return;
    this.#runs.shift();
    this.#dropped++;
  };

  /** Begins to report, and to answer. */
  start(
    hello: OperatorHello,
    sources: { explainer: Explainer; stats: () => readonly ControllerStats[] },
  ): void {
    this.#channel.send(hello);
    this.#unlisten = this.#channel.listen((message) => {
      if (isQuestion(message)) this.#answer(message, sources.explainer);
    });
    const tick = () => {
      this.#tell(sources.stats());
      this.#timer = this.#clock.setTimer(everyMs, tick);
    };
    tick();
  }

  /** Tells what is left, and no more. */
  stop(): void {
    this.#timer?.cancel();
    this.#unlisten?.();
    this.#tell(this.#told);
  }

  #tell(stats: readonly ControllerStats[]): void {
    if (!equalJson(stats, this.#told)) this.#channel.send({ type: "stats", controllers: stats });
    this.#told = stats;
    if (this.#runs.length === 0) return;
    const [runs, dropped] = [this.#runs, this.#dropped];
    this.#runs = [];
    this.#dropped = 0;
    this.#channel.send({ type: "runs", runs, dropped });
  }

  #answer({ id, kind, namespace, name }: ReportQuestion, explainer: Explainer): void {
    const found = explainer.explain(kind, { name, ...(namespace ? { namespace } : {}) });
    const explanations = found.map((explanation) => this.#masker.mask(explanation));
    this.#channel.send({ type: "explanation", id, explanations });
  }
}

function isQuestion(message: unknown): message is ReportQuestion {
  return (
    isJsonObject(message) &&
    message.type === "explain" &&
    typeof message.id === "number" &&
    typeof message.kind === "string" &&
    typeof message.name === "string"
  );
}
