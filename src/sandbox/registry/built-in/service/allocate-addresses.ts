import { invalidField, invalidTyped } from "../../../admission/field-problem.ts";
import { parseIp } from "../../../admission/ip-address.ts";
import { internalError, invalid, type InvalidField } from "../../../status-error.ts";
import type { AddressPool } from "./address-pool.ts";
import { equalLists, hasSelector, isExternalName, type ServiceSpec } from "./service-spec.ts";
import { validateAddresses } from "./validate-addresses.ts";

interface Situation {
  readonly spec: ServiceSpec;
  readonly before: ServiceSpec | undefined;
  readonly name: string;
}

/** The one family that the server has addresses of. */
const configured = "IPv4";

/**
 * Fills `ipFamilyPolicy` and `ipFamilies`, and refuses what one family cannot serve; says whether there is nothing left to do.
 * Follows initIPFamilyFields of k8s.io/kubernetes/pkg/registry/core/service/storage/alloc.go.
 */
export function releaseFamilies(situation: Situation): boolean {
  const { spec, before, name } = situation;
  if (isExternalName(spec)) return true;
  if (before && prefersDualStack(spec, before)) return true;
  spec.ipFamilyPolicy ??= before?.ipFamilyPolicy ?? defaultPolicy(spec);
  refuse(name, validateAddresses(spec, before));
  refuse(name, [...releaseSecond(spec, before), ...checkPolicy(spec), ...inferFamilies(spec)]);
  const second = spec.ipFamilies?.[0] === "IPv6" ? "IPv4" : "IPv6";
  if (spec.clusterIP === "None" && !hasSelector(spec)) {
    spec.ipFamilies = spec.ipFamilies?.length ? spec.ipFamilies : [configured];
    if (spec.ipFamilies.length < 2 && spec.ipFamilyPolicy !== "SingleStack")
      spec.ipFamilies = [...spec.ipFamilies, second];
    return false;
  }
  refuse(name, checkFamilies(spec));
  if (!spec.ipFamilies?.length) spec.ipFamilies = [configured];
  return false;
}

/** Gives a Service its address. Follows allocClusterIPs and updateClusterIPs. */
export function allocateAddresses(
  spec: ServiceSpec,
  options: { before: ServiceSpec | undefined; name: string; pool: AddressPool; settled: boolean },
): void {
  const { before, name, pool, settled } = options;
  if (isExternalName(spec) || settled) return;
  if (before && !isExternalName(before)) return;
  const [asked = ""] = spec.clusterIPs ?? [];
  if (asked === "None") return;
  if (asked) {
    const refusal = pool.refusal(asked);
    const detail = `failed to allocate IP ${asked}: ${refusal}`;
    if (refusal) refuse(name, [invalidField("spec.clusterIPs", spec.clusterIPs, detail)]);
    return;
  }
  const address = pool.next();
  if (!address)
    throw internalError(`failed to allocate a serviceIP for Service ${JSON.stringify(name)}: range is full`);
  spec.clusterIP = address;
  spec.clusterIPs = [address];
}

function refuse(name: string, errors: InvalidField[]): void {
  if (errors.length) throw invalid({ group: "", resource: "Service" }, { name, errors });
}

function defaultPolicy(spec: ServiceSpec): string {
  return spec.clusterIP === "None" && !hasSelector(spec) ? "RequireDualStack" : "SingleStack";
}

/** Follows isMatchingPreferDualStackClusterIPFields. */
function prefersDualStack(spec: ServiceSpec, before: ServiceSpec): boolean {
  return (
    spec.ipFamilyPolicy === "PreferDualStack" &&
    (before.ipFamilyPolicy ?? "PreferDualStack") === "PreferDualStack" &&
    before.type === spec.type &&
    ["ClusterIP", "NodePort", "LoadBalancer"].includes(spec.type ?? "") &&
    equalLists(before.clusterIPs, spec.clusterIPs) &&
    equalLists(before.ipFamilies, spec.ipFamilies)
  );
}

function releaseSecond(spec: ServiceSpec, before: ServiceSpec | undefined): InvalidField[] {
  if (!before) return [];
  if (spec.ipFamilyPolicy === "SingleStack") {
    if (equalLists(before.clusterIPs, spec.clusterIPs) && spec.clusterIPs)
      spec.clusterIPs = spec.clusterIPs.slice(0, 1);
    if (equalLists(before.ipFamilies, spec.ipFamilies) && spec.ipFamilies)
      spec.ipFamilies = spec.ipFamilies.slice(0, 1);
    return [];
  }
  const fewer = (now: readonly string[] = [], then: readonly string[] = []) =>
    now.length > 0 && now.length < then.length;
  const problem = (what: string) =>
    invalidTyped(
      "spec.ipFamilyPolicy",
      spec.ipFamilyPolicy,
      `must be 'SingleStack' to release the secondary ${what}`,
    );
  return [
    ...(fewer(spec.clusterIPs, before.clusterIPs) ? [problem("cluster IP")] : []),
    ...(fewer(spec.ipFamilies, before.ipFamilies) ? [problem("IP family")] : []),
  ];
}

function checkPolicy(spec: ServiceSpec): InvalidField[] {
  if (spec.ipFamilyPolicy !== "SingleStack") return [];
  const problem = (what: string) =>
    invalidTyped(
      "spec.ipFamilyPolicy",
      spec.ipFamilyPolicy,
      `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`,
    );
  return [
    ...(spec.clusterIPs?.length === 2 ? [problem("cluster IPs")] : []),
    ...(spec.ipFamilies?.length === 2 ? [problem("IP families")] : []),
  ];
}

/** Families of the addresses that were asked for. */
function inferFamilies(spec: ServiceSpec): InvalidField[] {
  const problems: InvalidField[] = [];
  for (const [index, address] of (spec.clusterIPs ?? []).entries()) {
    if (address === "None") break;
    if (index < (spec.ipFamilies?.length ?? 0)) continue;
    const family = parseIp(address)?.family === 6 ? "IPv6" : "IPv4";
    if (family === configured) spec.ipFamilies = [...(spec.ipFamilies ?? []), family];
    else
      problems.push(
        invalidField(
          `spec.clusterIPs[${index}]`,
          spec.clusterIPs,
          `${family} is not configured on this cluster`,
        ),
      );
  }
  return problems;
}

function checkFamilies(spec: ServiceSpec): InvalidField[] {
  const policy = invalidTyped(
    "spec.ipFamilyPolicy",
    spec.ipFamilyPolicy,
    "this cluster is not configured for dual-stack services",
  );
  return [
    ...(spec.ipFamilyPolicy === "RequireDualStack" ? [policy] : []),
    ...(spec.ipFamilies ?? []).flatMap((family, index) =>
      family === configured
        ? []
        : [invalidTyped(`spec.ipFamilies[${index}]`, family, "not configured on this cluster")],
    ),
  ];
}
