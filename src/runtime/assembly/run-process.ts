import { describeError } from "../../base/describe-error.ts";
import { UserError } from "../../base/errors.ts";
import { leaseLostCode } from "../../base/run-protocol.ts";
import { LeadershipLostError } from "../manager/manager-errors.ts";
import type { Logger } from "../../base/logger.ts";
import { loadConnection } from "../client/load-connection.ts";
import { RunContext } from "../controller/run-context.ts";
import type { Explainer } from "../explain/explainer.ts";
import { flagHelp, wantsHelp } from "../settings/flags.ts";
import { checkAddresses } from "./check-operator-options.ts";
import { readSettings } from "../settings/operator-settings.ts";
import { endProcess } from "./end-process.ts";
import type { Members } from "./members.ts";
import type { OperatorOptions } from "./operator-options.ts";
import { readReportRequest, readSensitiveFields } from "../trace/report-request.ts";
import { parentChannel } from "../trace/parent-channel.ts";
import type { ReportTarget } from "./reporting-for.ts";
import { processLogger } from "./process-logger.ts";
import { runOperator } from "./run-operator.ts";
import { underRun } from "./under-run.ts";

/** How long a process that something keeps alive is let be, in milliseconds: nobody waits for a Pod's, but somebody does for the next version. */
const patience = { alone: { tellMs: 1_000, endMs: 10_000 }, run: { tellMs: 200, endMs: 1_000 } } as const;

/** Runs an operator as its process: flags, environment, signals, and an exit code of 1 after a failure. */
export async function runProcess(
  options: OperatorOptions,
  parts: { readonly members: Members; readonly explainers: Set<Explainer> },
): Promise<void> {
  const argv = process.argv.slice(2);
  if (wantsHelp(argv)) {
    process.stdout.write(flagHelp(options.name));
    return;
  }
  const stopping = new AbortController();
  const onSignal = () => {
    // as controller-runtime's SetupSignalHandler: who asks twice wants no graceful end
    // eslint-disable-next-line no-restricted-properties
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
  };
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
  const run = underRun(process);
  let logger: Logger | undefined;
  try {
    // a wrong flag is told of first, wherever the cluster may be
    checkAddresses(readSettings(options, { argv, env: process.env, inCluster: false }));
    const connection = await loadConnection();
    const settings = readSettings(options, {
      argv,
      env: process.env,
      inCluster: connection.inCluster,
    });
    const context = new RunContext();
    logger = processLogger(settings, context);
    const report = reportTarget(process.env);
    await runOperator(options, settings, {
      signal: stopping.signal,
      connection,
      logger,
      context,
      report,
      abort: run?.abort,
      lead: run?.lead,
      ...parts,
    });
    endProcess(logger, run ? patience.run : patience.alone);
  } catch (error) {
    if (error instanceof UserError) process.stderr.write(`${describeError(error)}\n`);
    else (logger ?? processLogger({})).error("the operator failed", { error });
    // a handler that hangs must not keep a process alive that has lost its lease
    // eslint-disable-next-line no-restricted-properties
    process.exit(run && error instanceof LeadershipLostError ? leaseLostCode : 1);
  } finally {
    process.off("SIGTERM", onSignal).off("SIGINT", onSignal);
    run?.close();
  }
}

/** What `kubewright run` asks for. */
function reportTarget(env: Readonly<Record<string, string | undefined>>): ReportTarget | undefined {
  const request = readReportRequest(env);
  if (!request) return undefined;
  const sensitive = readSensitiveFields(request);
  const channel = request.channel && sensitive ? parentChannel() : undefined;
  return {
    ...(request.calls === undefined ? {} : { calls: request.calls }),
    channel,
    sensitive: sensitive ?? {},
    by: "run",
  };
}
