import { hash } from "node:crypto";
import { keyOf, keyText, type KubernetesObject, type ObjectKey, type Observed } from "../../kube/object.ts";
import type { Found } from "./own-writes.ts";
import type { Change } from "./tracked-changes.ts";

/** What came of the last apply of an object by a manager. */
interface Applied {
  readonly key: ObjectKey;
  /** Of what was declared, and how. */
  readonly declared: string;
  readonly uid: string;
  readonly version: string;
}

/**
 * What was applied last to each object of a kind. Whether an apply changes anything depends on fields that the cache does not keep
 * (managedFields), so only one thing is certain: the same declaration changes nothing as long as the object is at the version that it came to.
 */
export class AppliedObjects {
  readonly #applied = new Map<string, Applied>();
  #sweepAt = 256;

  get size(): number {
    return this.#applied.size;
  }

  /** Whether the object is as the same apply left it. */
  isCurrent(change: Change<unknown>, { metadata }: Observed<KubernetesObject>): boolean {
    const last = this.#applied.get(idOf(change));
    if (last?.uid !== metadata.uid || last.version !== metadata.resourceVersion) return false;
    return last.declared === declarationOf(change);
  }

  /** An apply was answered with this. `find` says what is there now: what is gone is forgotten. */
  note(change: Change<unknown>, answer: KubernetesObject, find: (key: ObjectKey) => Found | "ask"): void {
    const { uid = "", resourceVersion: version = "" } = answer.metadata ?? {};
    this.#applied.set(idOf(change), { key: keyOf(answer), declared: declarationOf(change), uid, version });
    if (this.size <= this.#sweepAt) return;
    for (const [id, { key }] of this.#applied) if (!find(key)) this.#applied.delete(id);
    this.#sweepAt = 2 * this.size + 256;
  }
}

function idOf({ place, subresource, options: { fieldManager } }: Change<unknown>): string {
  const key = keyText({ namespace: place.namespace, name: place.name ?? "" });
  return `${key} ${subresource ?? ""} ${fieldManager ?? ""}`;
}

function declarationOf({ resource, intent, options }: Change<unknown>): string {
  const { force = true, fieldValidation = "" } = options;
  const object = "object" in intent ? JSON.stringify(intent.object) : "";
  return hash("sha1", `${resource.apiVersion} ${force} ${fieldValidation} ${object}`, "base64");
}
