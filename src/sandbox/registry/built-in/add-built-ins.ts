import type { BuiltInResource, BuiltInSchemas } from "../../../k8s/built-in.ts";
import { apiVersionOf } from "../../../kube/gvk.ts";
import type { BuiltInTypes } from "../../admission/go-shape.ts";
import type { ResourceTable } from "../resource-table.ts";
import type { ScalePaths, ServedResource } from "../served-resource.ts";
import { isReview } from "../review.ts";
import { builtInStrategy } from "./built-in-strategy.ts";
import { eventConversion } from "./event-conversion.ts";
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
  const { types } = options;
  const { group, version, kind, plural, singular, shortNames, categories, verbs } = resource;
  const qualified = group ? `${plural}.${group}` : plural;
  const kindRules = rules[qualified] ?? {};
  const conversion = qualified === "events.events.k8s.io" ? eventConversion : undefined;
  const strategy = lazyStrategy(() => ({
    ...builtInStrategy({
      kind,
      component: resource.schema,
      types,
      namespaced: resource.scope === "Namespaced",
      hasStatus: resource.subresources.includes("status"),
      rules: kindRules,
    }),
    ...conversion,
  }));
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
    ...(missing ? { missing } : {}),
    ...(warnings[qualified] ? { warning: warnings[qualified] } : {}),
  };
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
  return resource.group === "autoscaling" && resource.version === "v1"
    ? `${qualified} in v1; use autoscaling/v2`
    : undefined;
}

function scaleOf(resource: BuiltInResource): ScalePaths | undefined {
  if (!resource.subresources.includes("scale")) return undefined;
  return { spec: ["spec", "replicas"], status: ["status", "replicas"], selector: ["spec", "selector"] };
}
