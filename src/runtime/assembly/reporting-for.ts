import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { Masker } from "../../kube/masker.ts";
import type { OperatorHello, ReportRequest, ReportedKind } from "../../kube/operator-report.ts";
import type { RecordedCall } from "../../kube/recorded-calls.ts";
import type { SensitiveFields } from "../../kube/sensitive-fields.ts";
import type { Resource } from "../../kube/resource.ts";
import type { RequestObserver } from "../client/transport-request.ts";
import type { RunContext } from "../controller/run-context.ts";
import { observeBoth } from "../controller/observe-both.ts";
import type { RunObserver } from "../controller/run-observer.ts";
import type { Explainer } from "../explain/explainer.ts";
import { callRecorder } from "../trace/call-recorder.ts";
import { Reporter, type ReportChannel } from "../trace/reporter.ts";
import { Tracer } from "../trace/tracer.ts";
import type { OperatorOptions } from "./operator-options.ts";
import type { OperatorSettings } from "../settings/operator-settings.ts";

/** What an operator that is looked at is asked to tell, and where. */
export interface ReportTarget extends Pick<ReportRequest, "calls"> {
  /** Fields whose values must not be reported. */
  readonly sensitive?: SensitiveFields;
  readonly by: RecordedCall["by"];
  readonly channel?: ReportChannel | undefined;
}

/** What is told of. */
interface Reported {
  readonly options: OperatorOptions;
  readonly settings: OperatorSettings;
  readonly explainer: Explainer;
}

/** What tells of an operator to who looks at it. */
export interface Reporting {
  readonly request: RequestObserver;
  /** Beside an observer of a controller's runs. */
  observe(
    runs: RunObserver,
    of: { controller: string; resource: Resource; explainer: Explainer },
  ): RunObserver;
  start(operator: Reported): void;
  stop(): void;
}

/** Undefined where nobody looks. */
export function reportingFor(
  { name }: OperatorOptions,
  target: ReportTarget | undefined,
  { clock, logger, context }: { clock: Clock; logger: Logger; context: RunContext },
): Reporting | undefined {
  if (!target) return undefined;
  const { calls, channel, sensitive, by } = target;
  const record = calls === undefined ? undefined : callRecorder(calls, { operator: name, by, logger });
  const masker = new Masker(sensitive);
  const reporter = channel && new Reporter({ channel, clock, masker });
  const tracer = reporter && new Tracer({ clock, masker, context, onRun: reporter.add });
  return {
    request(observation) {
      record?.(observation);
      tracer?.request(observation);
    },
    observe: (runs, { controller, resource, explainer }) =>
      tracer ? observeBoth(runs, tracer.observe(controller, resource, explainer)) : runs,
    start(reported) {
      if (tracer)
        reporter.start(hello(reported), { explainer: reported.explainer, stats: () => tracer.stats() });
    },
    stop: () => reporter?.stop(),
  };
}

function hello({ options, settings }: Reported): OperatorHello {
  return {
    type: "hello",
    operator: options.name,
    namespaces: settings.namespaces,
    controllers: options.controllers.map(({ definition }) => ({
      name: definition.name,
      kind: kindOf(definition.resource),
      owns: definition.owned.map(kindOf),
    })),
  };
}

function kindOf({ group, version, kind, plural, scope }: Resource): ReportedKind {
  return { group, version, kind, plural, scope };
}
