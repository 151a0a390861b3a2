import { UserError } from "../../base/errors.ts";
import type { Resource } from "../../kube/resource.ts";
import type { CacheConfiguration } from "./cache-configuration.ts";
import { planSelections } from "./plan-selections.ts";

/**
 * Refuses what cannot be meant, when the operator starts rather than when a kind is first watched.
 *
 * @throws UserError CACHE_OPTIONS_INVALID, SELECTOR_INVALID, DURATION_INVALID
 */
export function checkConfiguration(configuration: CacheConfiguration): void {
  const { kinds = [], indexes = [] } = configuration;
  planSelections(anyKind, { configuration: { ...configuration, kinds: [] }, namespaces: [] });
  const described = kinds.map(
    ({ resource }) =>
      `${resource.kind} of ${resource.apiVersion}${resource.metadataOnly ? ", only metadata" : ""}`,
  );
  const twice = described.find((text, at) => described.indexOf(text) !== at);
  if (twice) throw invalid(`the cache has two settings of ${twice}`, "Put them into one cached(…).");
  for (const { resource, options } of kinds) {
    checkNames(options, `cached(${resource.kind}, …)`);
    planSelections(resource, { configuration, namespaces: [] });
  }
  const named = indexes.map(({ resource, name }) => `"${name}" of ${resource.kind}`);
  const taken = named.find((text, at) => named.indexOf(text) !== at);
  if (taken) throw invalid(`the cache has two indexes ${taken}`, "Give each a name of its own.");
}

/** A kind of which nothing is said. */
const anyKind: Resource = {
  group: "",
  version: "",
  kind: "",
  plural: "",
  scope: "Namespaced",
  apiVersion: "",
};

const known = [
  "labelSelector",
  "fieldSelector",
  "transform",
  "managedFields",
  "resync",
  "lazy",
  "namespaces",
  "startOnRead",
];

function checkNames(options: object, where: string): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown) throw invalid(`${where} has no option "${unknown}"`, `It has ${known.join(", ")}.`);
}

function invalid(message: string, hint: string): UserError {
  return new UserError("CACHE_OPTIONS_INVALID", message, { hint });
}
