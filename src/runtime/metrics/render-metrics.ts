import { UserError } from "../../base/errors.ts";
import type { Metric } from "./metric.ts";

/** The exposition of an operator's own metrics, with how many of their values were refused. */
export function renderMetrics(metrics: readonly Metric[]): string {
  const blocks = metrics.map((metric) => [...head(metric), ...metric.lines()]);
  const dropped = metrics.filter(({ dropped }) => dropped > 0);
  if (dropped.length > 0)
    blocks.push([
      ...head({
        name: "kubewright_metric_values_dropped_total",
        help: "Values of metrics that were not kept because they have too many sets of labels",
        type: "counter",
      }),
      ...dropped.map(
        ({ name, dropped }) => `kubewright_metric_values_dropped_total{metric="${name}"} ${dropped}`,
      ),
    ]);
  return blocks.map((lines) => `${lines.join("\n")}\n`).join("");
}

/**
 * Refuses names that are taken: Prometheus takes no exposition that has one twice.
 *
 * @throws UserError METRIC_NAME_TAKEN
 */
export function checkMetricNames(metrics: readonly Metric[], taken: readonly string[]): void {
  const names = [...taken];
  for (const { name } of metrics) {
    if (names.includes(name))
      throw new UserError("METRIC_NAME_TAKEN", `two metrics are named "${name}"`, {
        hint: "Begin the names of your own with the operator's.",
      });
    names.push(name);
  }
}

function head({ name, help, type }: Pick<Metric, "name" | "help" | "type">): string[] {
  return [
    `# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`,
    `# TYPE ${name} ${type}`,
  ];
}
