import { describe, expect, expectTypeOf, test } from "vitest";
import { counter, gauge, histogram } from "../../../../src/runtime/metrics/metric.ts";
import { renderMetrics } from "../../../../src/runtime/metrics/render-metrics.ts";

test("a counter counts by its labels, and only up", () => {
  const syncs = counter({ name: "syncs_total", help: "Syncs", labelNames: ["result", "zone"] });
  syncs.inc({ result: "ok", zone: 1 });
  syncs.add(2, { zone: 1, result: "ok" });
  syncs.inc({ result: 'a "b"\n\\', zone: 2 });
  expect(syncs.lines()).toEqual([
    'syncs_total{result="ok",zone="1"} 3',
    'syncs_total{result="a \\"b\\"\\n\\\\",zone="2"} 1',
  ]);
  expect(() => syncs.add(-1, { result: "ok", zone: 1 })).toThrow("it only grows");
  expect(() => syncs.add(NaN, { result: "ok", zone: 1 })).toThrow("it only grows");
});

test("without labels there is a value from the start", () => {
  const syncs = counter({ name: "syncs_total", help: "Syncs" });
  expect(syncs.lines()).toEqual(["syncs_total 0"]);
  syncs.inc();
  expect(syncs.lines()).toEqual(["syncs_total 1"]);
});

test("a gauge is set, and shown no more when it is removed", () => {
  const size = gauge({ name: "size", help: "Size", labelNames: ["of"] });
  size.set(5, { of: "a" });
  size.set(Infinity, { of: "b" });
  size.set(4, { of: "a" });
  expect(size.lines()).toEqual(['size{of="a"} 4', 'size{of="b"} +Inf']);
  size.remove({ of: "a" });
  expect(size.lines()).toEqual(['size{of="b"} +Inf']);
});

test("a histogram counts into every bucket that a value fits", () => {
  const seconds = histogram({ name: "seconds", help: "Seconds", labelNames: ["of"], buckets: [1, 2.5] });
  for (const value of [0.5, 1, 2, 9]) seconds.observe(value, { of: "a" });
  expect(seconds.lines()).toEqual([
    'seconds_bucket{of="a",le="1"} 2',
    'seconds_bucket{of="a",le="2.5"} 3',
    'seconds_bucket{of="a",le="+Inf"} 4',
    'seconds_sum{of="a"} 12.5',
    'seconds_count{of="a"} 4',
  ]);
  expect(() => histogram({ name: "x", help: "", buckets: [1, 1] })).toThrow("its buckets do not grow");
});

test("too many sets of labels are dropped and counted; those that are known go on", () => {
  const syncs = counter({ name: "syncs_total", help: "Syncs", labelNames: ["name"], maxSeries: 2 });
  for (const name of ["a", "b", "c", "d", "a"]) syncs.inc({ name });
  expect(syncs.lines()).toEqual(['syncs_total{name="a"} 2', 'syncs_total{name="b"} 1']);
  expect(renderMetrics([syncs])).toContain(
    'kubewright_metric_values_dropped_total{metric="syncs_total"} 2\n',
  );
});

describe("what Prometheus does not take is refused", () => {
  test.each([
    [() => counter({ name: "a-b", help: "" }), '"a-b" is no name of a metric'],
    [() => counter({ name: "a", help: "", labelNames: ["b.c"] }), '"b.c" is no label of metric a'],
    [() => counter({ name: "a", help: "", labelNames: ["__b"] }), '"__b" is no label of metric a'],
  ])("%s", (make, message) => {
    expect(make).toThrow(message);
  });

  test("labels that are missing, or not the metric's", () => {
    const syncs = counter({ name: "syncs_total", help: "", labelNames: ["a", "b"] });
    const inc = syncs.inc as (labels?: object) => void;
    expect(() => inc({ a: 1 })).toThrow("has the labels a, b, not a");
    expect(() => inc({ a: 1, c: 1 })).toThrow("has the labels a, b, not a, c");
    expect(() => inc()).toThrow("not none");
  });
});

test("labels are typed", () => {
  const syncs = counter({ name: "syncs_total", help: "", labelNames: ["result"] });
  expectTypeOf(syncs.inc).parameters.toEqualTypeOf<[labels: Readonly<Record<"result", string | number>>]>();
  expectTypeOf(counter({ name: "a", help: "" }).inc).parameters.toEqualTypeOf<[]>();
});
