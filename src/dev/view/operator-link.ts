import type { Clock } from "../../base/clock.ts";
import type { OperatorHello, OperatorReport, ReportQuestion } from "../../kube/operator-report.ts";
import type { AskOperator } from "./explain-object.ts";
import type { ViewModel } from "./view-model.ts";

const patienceMs = 2_000;

/** What ties a view to the process of the operator, whichever version of it runs. */
export interface OperatorLink {
  /** A message of the process. */
  receive(message: { readonly type: string }): void;
  readonly ask: AskOperator;
}

/** Takes the reports of an operator into a view, and asks it questions; `send` reaches the process that runs now. */
export function linkOperator(
  model: ViewModel,
  options: {
    readonly clock: Clock;
    readonly send: (question: ReportQuestion) => void;
    readonly onHello: (hello: OperatorHello) => void;
  },
): OperatorLink {
  const { clock, send, onHello } = options;
  const waiting = new Map<number, (explanations: readonly unknown[]) => void>();
  let asked = 0;
  return {
    receive(message) {
      const report = message as OperatorReport;
      if (report.type === "hello") {
        model.greet(report);
        onHello(report);
      } else if (report.type === "stats") model.count(report.controllers);
      else if (report.type === "runs") model.add(report.runs);
      else if (report.type === "explanation") waiting.get(report.id)?.(report.explanations);
    },
    ask: (object) => {
      const id = ++asked;
      return new Promise((resolve) => {
        const done = (explanations: readonly unknown[]) => {
          timer.cancel();
          waiting.delete(id);
          resolve(explanations);
        };
        const timer = clock.setTimer(patienceMs, () => done([]));
        waiting.set(id, done);
        send({ type: "explain", id, ...object });
      });
    },
  };
}
