import { copyJson, equalJson } from "../../base/json.ts";
import type { KubernetesObject, Observed } from "../../kube/object.ts";
import { applyJsonPatch } from "../../kube/patch/json-patch.ts";
import { applyMergePatch } from "../../kube/patch/merge-patch.ts";
import type { Patch } from "../client/call-options.ts";
import type { Consistency, KindWrites } from "./consistency.ts";
import { doubtsAbout } from "./read-object.ts";
import type { Change } from "./tracked-changes.ts";

/**
 * The object as it is, when a write would surely leave it so; undefined when the write is to be sent. Nothing is sure where the object is not known,
 * a write of it is under way, or the cache leaves out parts of it. What somebody else wrote and the watch has not brought comes after the write
 * that is left out, as if that had been sent a moment earlier.
 */
export function unchangedBy(
  change: Change<unknown>,
  { kind, consistency }: { kind: KindWrites; consistency: Consistency },
): Observed<KubernetesObject> | undefined {
  const { resource, place, intent, options } = change;
  const { namespace, name } = place;
  if (name === undefined || intent.verb === "create" || options.dryRun || resource.metadataOnly)
    return undefined;
  const key = { namespace, name };
  const { cache } = consistency;
  if (!cache.covers(resource, namespace) || !cache.keepsWhole(resource)) return undefined;
  if (kind.inFlight.has(key) || doubtsAbout(resource, key, { kind, consistency }).length > 0)
    return undefined;
  const current = kind.writes.get(resource, key);
  if (!current || current === "ask") return undefined;
  return leaves(change, current, kind) ? current : undefined;
}

function leaves(change: Change<unknown>, current: Observed<KubernetesObject>, kind: KindWrites): boolean {
  const { intent } = change;
  if (intent.verb === "apply") return kind.applied.isCurrent(change, current);
  if (intent.verb === "patch") return isWithoutEffect(intent.patch, current);
  return isSame(intent.object, current);
}

/** Whether an update says what is there already, bound to the version that is there. */
function isSame(object: KubernetesObject, current: Observed<KubernetesObject>): boolean {
  if (object.metadata?.resourceVersion !== current.metadata.resourceVersion) return false;
  const { apiVersion, kind } = current;
  const { uid, creationTimestamp, generation, deletionTimestamp, deletionGracePeriodSeconds } =
    current.metadata;
  // what the server keeps, whatever is sent
  const kept = { uid, creationTimestamp, generation, deletionTimestamp, deletionGracePeriodSeconds };
  return equalJson({ apiVersion, kind, ...object, metadata: { ...kept, ...object.metadata } }, current);
}

function isWithoutEffect(patch: Patch, current: Observed<KubernetesObject>): boolean {
  if ("strategic" in patch) return false;
  // the cache does not keep them
  const about = "merge" in patch ? (patch.merge as Partial<KubernetesObject>).metadata : patch.json;
  if (JSON.stringify(about)?.includes("managedFields")) return false;
  try {
    // what a merge patch does not name is not copied, and so not compared
    if ("merge" in patch) return equalJson(applyMergePatch(current, patch.merge), current);
    return equalJson(applyJsonPatch(copyJson(current), patch.json), current);
  } catch {
    // the server says what is wrong with it
    return false;
  }
}
