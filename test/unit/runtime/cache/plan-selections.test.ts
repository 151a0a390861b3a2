import { describe, expect, test } from "vitest";
import { Namespace, Pod } from "../../../../src/k8s/core/v1.ts";
import { onlyMetadata } from "../../../../src/kube/only-metadata.ts";
import {
  cached,
  type CacheConfiguration,
  type CachedKindOptions,
} from "../../../../src/runtime/cache/cache-configuration.ts";
import { checkConfiguration } from "../../../../src/runtime/cache/check-configuration.ts";
import { planSelections } from "../../../../src/runtime/cache/plan-selections.ts";
import { selectionOf } from "../../../../src/runtime/cache/selection-of.ts";

/** What Pods are listed by, for each watch. */
function plan(
  kind: CachedKindOptions | undefined,
  configuration: CacheConfiguration = {},
  namespaces: string[] = [],
) {
  const kinds = kind ? [cached(Pod, kind as CachedKindOptions<Pod>)] : [];
  return planSelections(Pod, { configuration: { ...configuration, kinds }, namespaces });
}
const asked = (...parameters: Parameters<typeof plan>) => plan(...parameters).map(selectionOf);

// the cases of TestDefaultOpts in controller-runtime's pkg/cache/defaulting_test.go
describe("what is said of a namespace of a kind goes before the kind, the namespace and the defaults:", () => {
  const defaults: CacheConfiguration = {
    namespaces: { default: { labelSelector: "from=default-namespaces" } },
    labelSelector: "from=default-label-selector",
  };
  test.each<[string, CachedKindOptions | undefined, CacheConfiguration, object[]]>([
    [
      "namespaces of a kind are as the kind says",
      { namespaces: { default: {} }, labelSelector: "from=by-object" },
      defaults,
      [{ namespace: "default", labelSelector: "from=by-object" }],
    ],
    [
      "else as the namespace",
      { namespaces: { default: {} } },
      defaults,
      [{ namespace: "default", labelSelector: "from=default-namespaces" }],
    ],
    [
      "else as all",
      { namespaces: ["default"] },
      { labelSelector: "from=default-label-selector" },
      [{ namespace: "default", labelSelector: "from=default-label-selector" }],
    ],
    [
      "a kind without namespaces has those of all",
      {},
      defaults,
      [{ namespace: "default", labelSelector: "from=default-namespaces" }],
    ],
    [
      "and its own selector in them",
      { labelSelector: "from=pod" },
      { namespaces: { default: {} } },
      [{ namespace: "default", labelSelector: "from=pod" }],
    ],
    ["no namespaces at all are all", { namespaces: [] }, { namespaces: { default: {} } }, [{}]],
    ["an empty record as well", { namespaces: {} }, { namespaces: { default: {} } }, [{}]],
    ["labels by default", {}, { labelSelector: "a=b" }, [{ labelSelector: "a=b" }]],
    ["labels of the kind", { labelSelector: "c=d" }, { labelSelector: "a=b" }, [{ labelSelector: "c=d" }]],
    ["no labels for the kind", { labelSelector: "" }, { labelSelector: "a=b" }, [{}]],
    ["fields by default", {}, { fieldSelector: "a=b" }, [{ fieldSelector: "a=b" }]],
    ["fields of the kind", { fieldSelector: "c=d" }, { fieldSelector: "a=b" }, [{ fieldSelector: "c=d" }]],
    [
      "a kind of which nothing is said",
      undefined,
      { namespaces: { default: {} }, labelSelector: "a=b" },
      [{ namespace: "default", labelSelector: "a=b" }],
    ],
    [
      "no labels for the namespace",
      undefined,
      { namespaces: { default: { labelSelector: "" } }, labelSelector: "a=b" },
      [{ namespace: "default" }],
    ],
    [
      "all that are not named",
      undefined,
      { namespaces: { "kube-public": { labelSelector: "from=kube-public" }, "kube-system": {}, "": {} } },
      [
        { namespace: "kube-public", labelSelector: "from=kube-public" },
        { namespace: "kube-system" },
        { fieldSelector: "metadata.namespace!=kube-public,metadata.namespace!=kube-system" },
      ],
    ],
    [
      "all that are not named, with a selector of their own",
      { namespaces: { "kube-public": {}, "": { fieldSelector: "spec.nodeName=foo" } } },
      {},
      [{ namespace: "kube-public" }, { fieldSelector: "metadata.namespace!=kube-public,spec.nodeName=foo" }],
    ],
  ])("%s", (_, kind, configuration, selections) => {
    expect(asked(kind, configuration)).toEqual(selections);
  });

  test("the operator's namespaces win over those of the cache, but not over the kind's", () => {
    const configuration = { namespaces: { a: { labelSelector: "x" }, b: { labelSelector: "y" } } };
    expect(asked(undefined, configuration, ["b", "c", "b"])).toEqual([
      { namespace: "b", labelSelector: "y" },
      { namespace: "c" },
    ]);
    expect(asked({ namespaces: ["a"] }, configuration, ["b"])).toEqual([
      { namespace: "a", labelSelector: "x" },
    ]);
  });
});

test("resync and transform are of the kind, or of all", () => {
  const transform = (pod: Pod) => pod;
  expect(plan({ resync: "1m", transform: transform })).toMatchObject([
    { resync: 60_000, transform, managedFields: false },
  ]);
  expect(plan({ lazy: true })).toMatchObject([{ lazy: true }]);
  expect(plan({}, { resync: 0, managedFields: true })).toMatchObject([{ resync: 0, managedFields: true }]);
  expect(plan(undefined)).toMatchObject([{ resync: 36_000_000, transform: undefined }]);
});

test("cluster-scoped kinds have one watch, whatever the namespaces", () => {
  const planned = planSelections(Namespace, {
    configuration: { namespaces: { a: {} }, labelSelector: "x" },
    namespaces: ["b"],
  });
  expect(planned.map(selectionOf)).toEqual([{ labelSelector: "x" }]);
});

describe("a configuration is refused, with what is wrong,", () => {
  test.each<[string, CacheConfiguration, RegExp]>([
    [
      "of namespaces of a cluster-scoped kind",
      { kinds: [cached(Namespace, { namespaces: ["a"] })] },
      /Namespace is cluster-scoped/,
    ],
    [
      "of a label selector",
      { kinds: [cached(Pod, { labelSelector: "a in (b" })] },
      /label selector "a in \(b"/,
    ],
    ["of a field selector", { kinds: [cached(Pod, { fieldSelector: "a" })] }, /field selector "a"/],
    ["of a default selector", { labelSelector: "a in (b" }, /label selector/],
    ["of a selector of a namespace", { namespaces: { a: { fieldSelector: "b" } } }, /field selector "b"/],
    ["of a duration", { kinds: [cached(Pod, { resync: "soon" })] }, /duration "soon"/],
    ["of a time before now", { resync: -1 }, /resync.*-1/],
    [
      "that says two things of a kind",
      { kinds: [cached(Pod, {}), cached(Pod, {})] },
      /two settings of Pod of v1/,
    ],
    [
      "that keeps bytes and transforms them",
      { kinds: [cached(Pod, { lazy: true, transform: (pod) => pod })] },
      /lazy and have a transform/,
    ],
    [
      "that keeps bytes without managedFields, and managedFields",
      { lazy: true, managedFields: true },
      /lazy/,
    ],
    [
      "with an option that does not exist",
      { kinds: [cached(Pod, { labels: "a" } as never)] },
      /no option "labels"/,
    ],
  ])("%s", (_, configuration, message) => {
    expect(() => checkConfiguration(configuration)).toThrow(message);
  });

  test("but whole objects and their metadata alone have settings of their own", () => {
    const kinds = [cached(Pod, { labelSelector: "a" }), cached(onlyMetadata(Pod), { labelSelector: "b" })];
    expect(() => checkConfiguration({ kinds })).not.toThrow();
    const options = { configuration: { kinds }, namespaces: [] };
    expect(planSelections(onlyMetadata(Pod), options)[0]?.labelSelector).toBe("b");
    expect(planSelections(Pod, options)[0]?.labelSelector).toBe("a");
  });
});
