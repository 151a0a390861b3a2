import { labelRequirements, matchesLabels, type LabelSelector } from "../../../kube/selector.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import { objectAt, textAt } from "../read.ts";

const units: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * The smallest volume that a claim may have: free, or kept for it, large enough, of its class, mode and labels. Follows
 * FindMatchingVolume of k8s.io/kubernetes/pkg/controller/volume/persistentvolume.
 */
export function matchVolume(claim: ApiObject, volumes: readonly ApiObject[]): ApiObject | undefined {
  const fitting = volumes.filter((volume) => fits(claim, volume));
  return (
    fitting.find((volume) => isFor(volume, claim)) ??
    fitting
      .filter((volume) => !valueAt(volume, ["spec", "claimRef"]))
      .sort((a, b) => sizeOf(a) - sizeOf(b))[0]
  );
}

/** Whether a volume names this claim. */
export function isFor(volume: ApiObject, claim: ApiObject): boolean {
  const reference = objectAt(volume, "spec.claimRef");
  const { namespace, name, uid } = claim.metadata;
  if (reference.namespace !== namespace || reference.name !== name) return false;
  return reference.uid === undefined || reference.uid === "" || reference.uid === uid;
}

function fits(claim: ApiObject, volume: ApiObject): boolean {
  if (volume.metadata.deletionTimestamp) return false;
  const reserved = valueAt(volume, ["spec", "claimRef"]) !== undefined;
  if (reserved ? !isFor(volume, claim) : textAt(volume, "status.phase") === "Released") return false;
  const wanted = textAt(claim, "spec.volumeName");
  if (wanted && wanted !== volume.metadata.name) return false;
  if (textAt(claim, "spec.storageClassName") !== textAt(volume, "spec.storageClassName")) return false;
  if (
    (textAt(claim, "spec.volumeMode") || "Filesystem") !== (textAt(volume, "spec.volumeMode") || "Filesystem")
  )
    return false;
  const requested = toNumber(valueAt(claim, ["spec", "resources", "requests", "storage"]));
  if (sizeOf(volume) < requested) return false;
  const modes = textsAt(volume, ["spec", "accessModes"]);
  if (!textsAt(claim, ["spec", "accessModes"]).every((mode) => modes.includes(mode))) return false;
  const selector = valueAt(claim, ["spec", "selector"]) as LabelSelector | undefined;
  return !selector || matchesLabels(labelRequirements(selector), volume.metadata.labels ?? {});
}

function sizeOf(volume: ApiObject): number {
  return toNumber(valueAt(volume, ["spec", "capacity", "storage"]));
}

function textsAt(object: ApiObject, path: string[]): string[] {
  const value = valueAt(object, path);
  return Array.isArray(value) ? value.map(String) : [];
}

/** A quantity as a number, near enough to compare sizes. */
export function toNumber(quantity: unknown): number {
  const match = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([A-Za-z]*)$/.exec(String(quantity ?? ""));
  return match ? Number(match[1]) * (match[2] ? (units[match[2]] ?? NaN) : 1) : 0;
}
