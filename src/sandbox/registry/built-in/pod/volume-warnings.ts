import type { PodSpec, Volume, VolumeProjection } from "../../../../k8s/core/v1.ts";
import { goQuote } from "../../../../base/go-quote.ts";
import { fractionWarnings } from "./fraction-warnings.ts";

const deprecated: readonly (readonly [keyof Volume, string, string?])[] = [
  ["photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"],
  ["gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"],
  ["scaleIO", "deprecated in v1.16, non-functional in v1.22+"],
  ["flocker", "deprecated in v1.22, non-functional in v1.25+"],
  ["storageos", "deprecated in v1.22, non-functional in v1.25+", "storageOS"],
  ["quobyte", "deprecated in v1.22, non-functional in v1.25+"],
  ["glusterfs", "deprecated in v1.25, non-functional in v1.26+"],
  ["ephemeral", ""],
  ["cephfs", "deprecated in v1.28, non-functional in v1.31+"],
  ["rbd", "deprecated in v1.28, non-functional in v1.31+"],
];

/** Kinds of volumes that are gone, and files that hide each other. Follows k8s.io/kubernetes/pkg/api/pod/warnings.go. */
export function volumeWarnings({ volumes = [] }: PodSpec, at: string): string[] {
  return [
    ...volumes.flatMap((volume, index) =>
      deprecated.flatMap(([key, message, shown = key]) => {
        if (volume[key] === undefined) return [];
        if (key === "ephemeral") return claimWarnings(volume, `${at}[${index}]`);
        return [`${at}[${index}].${shown}: ${message}`];
      }),
    ),
    ...volumes.flatMap(overlapWarnings),
  ];
}

function claimWarnings({ ephemeral }: Volume, at: string): string[] {
  const resources = ephemeral?.volumeClaimTemplate?.spec.resources;
  const path = `${at}.ephemeral.volumeClaimTemplate.spec.resources`;
  return [
    ...fractionWarnings(resources?.requests?.storage, `${path}.requests[storage]`),
    ...fractionWarnings(resources?.limits?.storage, `${path}.limits[storage]`),
  ];
}

interface Path {
  readonly path: string;
  readonly source: string;
}

function overlapWarnings({ name, configMap, secret, downwardAPI, projected }: Volume): string[] {
  const warn = (what: string, overlaps: readonly string[]) =>
    overlaps.map((overlap) => `volume ${goQuote(name)} (${what}): overlapping paths: ${overlap}`);
  return [
    ...(configMap
      ? warn(`ConfigMap ${goQuote(configMap.name ?? "")}`, overlapsOf(paths(configMap.items)))
      : []),
    ...(secret ? warn(`Secret ${goQuote(secret.secretName ?? "")}`, overlapsOf(paths(secret.items))) : []),
    ...(downwardAPI ? warn("DownwardAPI", overlapsOf(paths(downwardAPI.items))) : []),
    ...(projected?.sources ?? [])
      .filter((source) => Object.keys(source).length === 0)
      .map(() => `volume ${goQuote(name)} (Projected) has no sources provided`),
    ...(projected ? warn("Projected", overlapsOf((projected.sources ?? []).flatMap(pathsOfSource))) : []),
  ];
}

function pathsOfSource(source: VolumeProjection): Path[] {
  const { configMap, secret, downwardAPI, serviceAccountToken } = source;
  if (configMap?.items) return paths(configMap.items, `ConfigMap ${goQuote(configMap.name ?? "")}`);
  if (secret?.items) return paths(secret.items, `Secret ${goQuote(secret.name ?? "")}`);
  if (downwardAPI?.items) return paths(downwardAPI.items, "DownwardAPI");
  return serviceAccountToken ? [{ path: serviceAccountToken.path, source: "ServiceAccountToken" }] : [];
}

function paths(items: readonly { path: string }[] = [], source = ""): Path[] {
  return items.map(({ path }) => ({ path, source }));
}

function overlapsOf(list: readonly Path[]): string[] {
  const trimmed = list.map(({ path, source }) => ({ path: path.replace(/\/+$/, ""), source }));
  return trimmed.flatMap((needle, index) =>
    trimmed
      .slice(0, index)
      .filter((item) => overlap(item.path, needle.path))
      .map((item) => `${shown(needle)} with ${shown(item)}`),
  );
}

function overlap(a: string, b: string): boolean {
  return a !== "" && b !== "" && (`${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`));
}

function shown({ path, source }: Path): string {
  return source ? `${goQuote(path)} (${source})` : goQuote(path);
}
