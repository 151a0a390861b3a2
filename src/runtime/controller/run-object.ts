import { copyJson, type JsonObject } from "../../base/json.ts";
import type { KubernetesObject, Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import { compareVersions } from "../../kube/resource-version.ts";
import type { ObservedCall } from "../consistency/observed-call.ts";

/** What the writes at the end of a run are based on. */
export interface NewestVersion {
  readonly resourceVersion: string;
  readonly finalizers: readonly string[];
  readonly status: JsonObject;
}

/**
 * The object of a run as the run itself has changed it: its own writes do not conflict with each other. A version that was made of anybody
 * else's is not taken, so that a write based on what is here conflicts with it.
 */
export class RunObject {
  readonly #resource: Resource;
  readonly #uid: string;
  /** Those that the run began with and made. */
  readonly #versions: Set<string>;
  #newest: NewestVersion;

  constructor(resource: Resource, { metadata, ...rest }: Observed<KubernetesObject>) {
    const { resourceVersion, finalizers = [], uid } = metadata;
    const { status = {} } = rest as { status?: JsonObject };
    this.#resource = resource;
    this.#uid = uid;
    this.#versions = new Set([resourceVersion]);
    this.#newest = { resourceVersion, finalizers, status };
  }

  get newest(): NewestVersion {
    return this.#newest;
  }

  /** The run was answered, in the object's cluster. */
  note({ resource, replaced, answer, after }: ObservedCall): void {
    const { group, plural, kind, apiVersion, metadataOnly } = this.#resource;
    if (answer !== "server" || after?.metadata.uid !== this.#uid || replaced === undefined) return;
    if (resource.group !== group || resource.plural !== plural || !this.#versions.has(replaced)) return;
    const { resourceVersion, finalizers = [] } = after.metadata;
    this.#versions.add(resourceVersion);
    if ((compareVersions(resourceVersion, this.#newest.resourceVersion) ?? 1) < 0) return;
    const known = this.#newest;
    // other subresources answer with something else of the same name, other versions and metadata alone with another status
    const own = after.kind === kind || resource.metadataOnly;
    const whole = own && after.apiVersion === apiVersion && !resource.metadataOnly && !metadataOnly;
    const { status = {} } = after as { status?: JsonObject };
    // the caller may change what it was answered with
    this.#newest = {
      resourceVersion,
      finalizers: own ? [...finalizers] : known.finalizers,
      status: whole ? copyJson(status) : known.status,
    };
  }
}
