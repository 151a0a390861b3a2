import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { applyServerSide } from "../../kube/patch/managed-fields.ts";
import { invalidField } from "../admission/field-problem.ts";
import type { ApiObject } from "../api-object.ts";
import { conflict, invalid, notFound, plainError } from "../status-error.ts";
import type { RegistryContext } from "./context.ts";
import { parentEntries, scaleEntries } from "./scale-fields.ts";
import { replicasPath, scaleOf, withScale } from "./scale.ts";
import { resourceName, type ServedResource } from "./served-resource.ts";
import { scaleSchema } from "./track-scale.ts";

/** An apply of `/scale` whose configuration has been read. */
export interface ScaleApply {
  readonly live: ApiObject | undefined;
  readonly config: JsonObject;
  readonly name: string;
  readonly manager: string;
  readonly force: boolean;
}

/**
 * Server-side apply of `/scale`: the object with the replicas and their managers. Throws what {@link applyServerSide} throws.
 * Follows scaleUpdatedObjectInfo of k8s.io/kubernetes/pkg/registry/apps/deployment/storage.
 */
export function applyScale(
  context: RegistryContext,
  resource: ServedResource,
  request: ScaleApply,
): ApiObject {
  const { live, config, name, manager, force } = request;
  if (!live) throw notFound(resourceName(resource), name);
  const place = { path: replicasPath(resource), apiVersion: resource.apiVersion };
  const scale = scaleOf(resource, live);
  const known = live.metadata.managedFields ?? [];
  const { schema, resolve } = scaleSchema(context);
  const result = applyServerSide({
    live: { ...scale, metadata: { ...scale.metadata, managedFields: scaleEntries(known, place) } },
    config,
    manager,
    force,
    schema,
    ...(resolve ? { resolve } : {}),
    apiVersion: scale.apiVersion,
    subresource: "scale",
    now: new Date(context.clock.now()),
  });
  // the server itself cannot make a custom resource of what it has merged
  if (resource.strategy.custom) throw inconvertible(config);
  const applied = result.object as ApiObject;
  checkScale(resource, { scale: applied, live });
  const managedFields = parentEntries(known, { ...place, scale: applied.metadata.managedFields ?? [] });
  const object = withScale(resource, { object: live, scale: applied });
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

function checkScale(resource: ServedResource, options: { scale: ApiObject; live: ApiObject }): void {
  const { scale, live } = options;
  const { name = "", uid } = live.metadata;
  const { replicas } = isJsonObject(scale.spec) ? scale.spec : {};
  if (typeof replicas === "number" && replicas < 0) {
    const errors = [invalidField("spec.replicas", replicas, "must be greater than or equal to 0")];
    throw invalid({ group: "autoscaling", resource: "Scale" }, { name, errors });
  }
  const asked = scale.metadata.uid;
  if (!asked || asked === uid) return;
  const message = `Precondition failed: UID in precondition: ${asked}, UID in object meta: ${uid}`;
  throw conflict({ group: resource.group, resource: `${resource.plural}/scale` }, { name, message });
}

function inconvertible(config: JsonObject) {
  const { name = "", namespace = "" } = isJsonObject(config.metadata) ? config.metadata : {};
  const what = `(${String(namespace)}/${String(name)}; autoscaling/v1, Kind=Scale)`;
  return plainError(
    `failed to convert new object ${what} to proper version: request to convert CR to an invalid group/version: autoscaling/v1`,
  );
}
