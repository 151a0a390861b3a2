import type { BuiltInResource, BuiltInSchemas } from "../../../k8s/built-in.ts";
import { apiVersionOf } from "../../../kube/gvk.ts";
import type { BuiltInTypes } from "../../admission/go-shape.ts";
import type { ResourceTable } from "../resource-table.ts";
import type { ScalePaths, ServedResource, Strategy } from "../served-resource.ts";
import { isReview } from "../review.ts";
import { autoscalerStrategy } from "./autoscaler/autoscaler-strategy.ts";
import { autoscalerV1Rules } from "./autoscaler/autoscaler-v1-rules.ts";
import { builtInStrategy } from "./built-in-strategy.ts";
import { eventConversion } from "./event-conversion.ts";
import type { KindRules } from "./kind-rules.ts";
import { rules } from "./rules.ts";
import { subresourcesOf } from "./subresources.ts";

/** Serves every built-in resource that the schemas name. */
export function addBuiltIns(
  table: ResourceTable,
  options: { schemas: BuiltInSchemas; types: BuiltInTypes },
): void {
  const { schemas } = options;
  for (const resource of schemas.resources) table.add(builtInResource(resource, options));
  for (const { group } of schemas.groupVersions) {
    const versions = schemas.groupVersions
      .filter((candidate) => candidate.group === group)
      .map(({ version }) => version);
    table.prefer(group, versions);
  }
}

function builtInResource(
  resource: BuiltInResource,
  options: { schemas: BuiltInSchemas; types: BuiltInTypes },
): ServedResource {
  const { group, version, kind, plural, singular, shortNames, categories, verbs } = resource;
  const qualified = group ? `${plural}.${group}` : plural;
  const conversion = qualified === "events.events.k8s.io" ? eventConversion : undefined;
  const strategy = lazyStrategy(() =>
    qualified === autoscalers
      ? autoscalerIn(version, options)
      : { ...strategyOf(resource, { rules: rules[qualified], types: options.types }), ...conversion },
  );
  const missing = missingFeature(resource, qualified);
  const scale = scaleOf(resource);
  return {
    group,
    version,
    apiVersion: apiVersionOf(resource),
    plural,
    singular,
    kind,
    listKind: `${kind}List`,
    shortNames,
    categories,
    namespaced: resource.scope === "Namespaced",
    verbs,
    subresources: subresourcesOf(resource, options),
    collection: conversion ? "events" : qualified,
    get strategy() {
      return strategy();
    },
    ...(scale ? { scale } : {}),
    ...(qualified === autoscalers && version === "v1" ? { storedIn: `${group}/v2` } : {}),
    ...(missing ? { missing } : {}),
    ...(warnings[qualified] ? { warning: warnings[qualified] } : {}),
  };
}

const autoscalers = "horizontalpodautoscalers.autoscaling";

function autoscalerIn(
  version: string,
  { schemas, types }: { schemas: BuiltInSchemas; types: BuiltInTypes },
): Strategy {
  const inVersion = (wanted: string, own: KindRules | undefined) => {
    const found = schemas.resources.find(
      (each) => each.version === wanted && `${each.plural}.${each.group}` === autoscalers,
    );
    if (!found) throw new Error(`no ${autoscalers} in ${wanted}`);
    return strategyOf(found, { rules: own, types });
  };
  return autoscalerStrategy(version, {
    v1: inVersion("v1", autoscalerV1Rules),
    v2: inVersion("v2", rules[autoscalers]),
  });
}

function strategyOf(
  resource: BuiltInResource,
  options: { rules: KindRules | undefined; types: BuiltInTypes },
): Strategy {
  return builtInStrategy({
    kind: resource.kind,
    apiVersion: apiVersionOf(resource),
    component: resource.schema,
    types: options.types,
    namespaced: resource.scope === "Namespaced",
    hasStatus: resource.subresources.includes("status"),
    rules: options.rules ?? {},
  });
}

/** Sent with every answer about a deprecated resource. */
const warnings: Readonly<Record<string, string>> = {
  endpoints: "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
};

/** Schemas are only looked up for resources that are used. */
function lazyStrategy<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function missingFeature(resource: BuiltInResource, qualified: string): string | undefined {
  if (resource.verbs.includes("list") && qualified === "componentstatuses") return "component statuses";
  if (!resource.verbs.includes("list") && !isReview(qualified) && qualified !== "bindings") return qualified;
  return undefined;
}

function scaleOf(resource: BuiltInResource): ScalePaths | undefined {
  if (!resource.subresources.includes("scale")) return undefined;
  return { spec: ["spec", "replicas"], status: ["status", "replicas"], selector: ["spec", "selector"] };
}
