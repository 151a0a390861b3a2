/** A metric of an operator's own. It keeps its values; `operator({ metrics: [...] })` serves them. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly labelNames: readonly string[];
  /** Sets of labels that were refused because there are too many. */
  readonly dropped: number;
  /** Lines of the exposition, without help and type. */
  lines(): string[];
}

/** What a metric is. */
export interface MetricOptions<Label extends string> {
  /** Letters, digits and `_`; counters end in `_total`, and units are base units: `_seconds`, `_bytes`. */
  readonly name: string;
  readonly help: string;
  readonly labelNames?: readonly Label[];
  /** Different sets of labels that are kept, default 1,000: a label that is a name of an object fills the memory here and in Prometheus. */
  readonly maxSeries?: number;
}

/** Values of the labels: all of them. */
export type Labels<Label extends string> = Readonly<Record<Label, string | number>>;

/** The label argument of a metric: none where it has no labels. */
type LabelArguments<Label extends string> = [Label] extends [never] ? [] : [labels: Labels<Label>];

export interface CounterMetric<Label extends string> extends Metric {
  /** One more. */
  inc(...labels: LabelArguments<Label>): void;
  /** So many more: a number from 0 up. */
  add(value: number, ...labels: LabelArguments<Label>): void;
}

export interface GaugeMetric<Label extends string> extends Metric {
  set(value: number, ...labels: LabelArguments<Label>): void;
  /** Shows the labels no more. */
  remove(...labels: LabelArguments<Label>): void;
}

export interface HistogramMetric<Label extends string> extends Metric {
  observe(value: number, ...labels: LabelArguments<Label>): void;
}

/**
 * A number that only grows.
 *
 * @throws TypeError for a name, a label or a value that Prometheus does not take
 * @example
 * const syncs = counter({ name: "dns_syncs_total", help: "Syncs by result", labelNames: ["result"] });
 * syncs.inc({ result: "ok" });
 */
export function counter<const Label extends string = never>(
  options: MetricOptions<Label>,
): CounterMetric<Label> {
  const series = seriesOf<Label, { value: number }>("counter", options, () => ({ value: 0 }));
  const add = (value: number, labels: Labels<Label> | undefined) => {
    if (!(value >= 0)) throw new TypeError(`cannot add ${value} to counter ${options.name}: it only grows`);
    const found = series.at(labels);
    if (found) found.value += value;
  };
  return Object.assign(
    series.metric((labels, { value }) => [`${options.name}${labels()} ${value}`]),
    {
      inc: (...[labels]: LabelArguments<Label>) => add(1, labels),
      add: (value: number, ...[labels]: LabelArguments<Label>) => add(value, labels),
    },
  );
}

/**
 * A number that goes up and down.
 *
 * @throws TypeError for a name or a label that Prometheus does not take
 */
export function gauge<const Label extends string = never>(options: MetricOptions<Label>): GaugeMetric<Label> {
  const series = seriesOf<Label, { value: number }>("gauge", options, () => ({ value: 0 }));
  return Object.assign(
    series.metric((labels, { value }) => [`${options.name}${labels()} ${text(value)}`]),
    {
      set(value: number, ...[labels]: LabelArguments<Label>) {
        const found = series.at(labels);
        if (found) found.value = value;
      },
      remove: (...[labels]: LabelArguments<Label>) => series.remove(labels),
    },
  );
}

/** Bounds of Prometheus' Go client. */
const defaultBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * How often a number was at most each bound.
 *
 * @throws TypeError for a name, a label or bounds that Prometheus does not take
 */
export function histogram<const Label extends string = never>(
  options: MetricOptions<Label> & { readonly buckets?: readonly number[] },
): HistogramMetric<Label> {
  const { name, buckets = defaultBuckets } = options;
  if (buckets.some((bound, index) => !(bound > (buckets[index - 1] ?? -Infinity))))
    throw new TypeError(`cannot make histogram ${name}: its buckets do not grow`);
  const series = seriesOf<Label, { counts: number[]; sum: number; count: number }>(
    "histogram",
    options,
    () => ({
      counts: buckets.map(() => 0),
      sum: 0,
      count: 0,
    }),
  );
  const metric = series.metric((labels, { counts, sum, count }) => [
    ...buckets.map((bound, index) => `${name}_bucket${labels(text(bound))} ${counts[index]}`),
    `${name}_bucket${labels("+Inf")} ${count}`,
    `${name}_sum${labels()} ${text(sum)}`,
    `${name}_count${labels()} ${count}`,
  ]);
  return Object.assign(metric, {
    observe(value: number, ...[labels]: LabelArguments<Label>) {
      const found = series.at(labels);
      if (!found) return;
      found.sum += value;
      found.count++;
      for (const [index, bound] of buckets.entries())
        if (value <= bound) found.counts[index] = (found.counts[index] ?? 0) + 1;
    },
  });
}

/** The values of a metric by their labels. */
function seriesOf<Label extends string, Value>(
  type: Metric["type"],
  options: MetricOptions<Label>,
  create: () => Value,
) {
  const { name, help, labelNames = [], maxSeries = 1_000 } = options;
  checkNames(name, labelNames);
  const known = new Map<string, { labels: readonly string[]; value: Value }>();
  // without labels there is one value, from the start
  if (labelNames.length === 0) known.set("[]", { labels: [], value: create() });
  let dropped = 0;
  const valuesOf = (labels: Labels<Label> | undefined) => {
    const given = Object.keys(labels ?? {});
    const wrong = given.find((label) => !(labelNames as readonly string[]).includes(label));
    if (wrong !== undefined || given.length !== labelNames.length)
      throw new TypeError(
        `metric ${name} has the labels ${labelNames.join(", ") || "none"}, not ${given.join(", ") || "none"}`,
      );
    return labelNames.map((label) => String(labels?.[label]));
  };
  return {
    /** The value with these labels; undefined when there are too many. */
    at(labels: Labels<Label> | undefined): Value | undefined {
      const values = valuesOf(labels);
      const key = JSON.stringify(values);
      const found = known.get(key);
      if (found) return found.value;
      if (known.size >= maxSeries) {
        dropped++;
        return undefined;
      }
      const value = create();
      known.set(key, { labels: values, value });
      return value;
    },
    remove: (labels: Labels<Label> | undefined) => void known.delete(JSON.stringify(valuesOf(labels))),
    metric: (render: (labels: (bound?: string) => string, value: Value) => string[]): Metric => ({
      name,
      help,
      type,
      labelNames,
      get dropped() {
        return dropped;
      },
      lines: () =>
        [...known.values()].flatMap(({ labels, value }) =>
          render((bound) => labelText(labelNames, labels, bound), value),
        ),
    }),
  };
}

function checkNames(name: string, labelNames: readonly string[]): void {
  if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) throw new TypeError(`"${name}" is no name of a metric`);
  const wrong = labelNames.find((label) => !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(label) || label.startsWith("__"));
  if (wrong !== undefined) throw new TypeError(`"${wrong}" is no label of metric ${name}`);
}

function labelText(names: readonly string[], values: readonly string[], bound: string | undefined): string {
  const pairs = names.map((name, index) => `${name}="${escaped(values[index] ?? "")}"`);
  if (bound !== undefined) pairs.push(`le="${bound}"`);
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}

/** As Prometheus writes what is no plain number. */
function text(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}
