import { keyOf, keyText, type KubernetesObject, type Observed, type Stored } from "../../kube/object.ts";
import { deepFreeze, stripManagedFields } from "../cache/stored-form.ts";

/** A write that the cache may not have seen yet. */
interface Write {
  /** Versions that it is known to be newer than: each write was accepted only on top of the one before. */
  readonly olderVersions: ReadonlySet<string>;
  readonly object: Observed<KubernetesObject>;
}

/**
 * What a controller wrote to objects of its own kind, until the cache has it: a run that follows at once would otherwise start from the state
 * before the last one, and its status be refused as a conflict. Versions are only compared for equality.
 */
export class OwnWrites {
  readonly #writes = new Map<string, Write>();

  /** Objects with a write that the cache may not have seen. */
  get size(): number {
    return this.#writes.size;
  }

  /** Notes what the server answered to a write that named the version of `before`. */
  note(before: Observed<KubernetesObject>, written: Stored<KubernetesObject>): void {
    // as it will come from the cache
    const object = deepFreeze(stripManagedFields(written)) as Observed<KubernetesObject>;
    const key = keyText(keyOf(object));
    const last = this.#writes.get(key);
    const { resourceVersion } = before.metadata;
    const follows = last?.object.metadata.resourceVersion === resourceVersion;
    const older = follows ? last.olderVersions : [];
    this.#writes.set(key, { olderVersions: new Set([...older, resourceVersion]), object });
  }

  /** The newer of what the cache has and what was written. */
  newest(cached: Observed<KubernetesObject>): Observed<KubernetesObject> {
    const write = this.#writes.get(keyText(keyOf(cached)));
    return write?.olderVersions.has(cached.metadata.resourceVersion) ? write.object : cached;
  }

  /** The cache has come to this state: a write that is not newer is no longer needed. */
  seen(object: Observed<KubernetesObject>, options: { deleted: boolean }): void {
    if (options.deleted || this.newest(object) === object) this.#writes.delete(keyText(keyOf(object)));
  }
}
