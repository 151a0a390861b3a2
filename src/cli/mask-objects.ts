import type { ClusterObject } from "../cluster/kubectl.ts";
import { equalJson, isJsonObject } from "../base/json.ts";
import { Masker } from "../kube/masker.ts";
import { sensitiveFieldsOf } from "../kube/sensitive-fields.ts";

/**
 * Takes the values of Secrets and of sensitive fields out of the objects of one diff. Values that differ have different marks, so that a changed one is seen to
 * be changed: `<masked 1>`. Which fields are sensitive is read off the definitions among the objects.
 */
export function maskObjects(objects: readonly ClusterObject[]): (object: ClusterObject) => ClusterObject {
  const masker = new Masker(sensitiveFieldsOf(objects.filter(isDefinition)));
  for (const object of objects) masker.learn(object);
  const seen: unknown[] = [];
  const replace = (value: unknown) => {
    const known = seen.findIndex((other) => equalJson(other, value));
    return `<masked ${known < 0 ? seen.push(value) : known + 1}>`;
  };
  return (object) => masker.mask(object, { replace }) as ClusterObject;
}

type Definition = ClusterObject & Parameters<typeof sensitiveFieldsOf>[0][number];

function isDefinition(object: ClusterObject): object is Definition {
  const { spec } = object as { spec?: unknown };
  return (
    object.kind === "CustomResourceDefinition" &&
    isJsonObject(spec) &&
    isJsonObject(spec.names) &&
    Array.isArray(spec.versions)
  );
}
