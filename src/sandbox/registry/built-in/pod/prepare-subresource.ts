import { copyJson, equalJson, type JsonObject } from "../../../../base/json.ts";
import type { ApiObject } from "../../../api-object.ts";
import { ensureObject, objectAt, objectsAt } from "../defaulting.ts";
import { dropDisabledFields } from "./drop-disabled.ts";

/** Whether an endpoint writes a part of a Pod only. What is sent beside it is tracked all the same, as the real server does. */
export function isPartial(subresource: string | undefined): subresource is "resize" | "ephemeralcontainers" {
  return subresource === "resize" || subresource === "ephemeralcontainers";
}

/** Everything but what the endpoint writes is as it was. Follows the strategies of these subresources in k8s.io/kubernetes/pkg/registry/core/pod/strategy.go. */
export function preparePart(pod: ApiObject, old: ApiObject, subresource: string): void {
  if (subresource === "resize") keepForResize(pod, old);
  else keepForEphemeral(pod, old);
  dropDisabledFields(ensureObject(pod, "spec"));
  if (!equalJson(pod.spec, old.spec)) pod.metadata.generation = (old.metadata.generation ?? 0) + 1;
}

function keepForEphemeral(pod: ApiObject, old: ApiObject): void {
  const sent = objectAt(pod, "spec")?.ephemeralContainers;
  const { ephemeralContainers: _, ...spec } = copyJson(objectAt(old, "spec") ?? {});
  pod.spec = { ...spec, ...(sent === undefined ? {} : { ephemeralContainers: sent }) };
  keepMetadata(pod, old);
}

/** Where containers come, go or change places, all is left as it was sent, for the checks to refuse it. */
function keepForResize(pod: ApiObject, old: ApiObject): void {
  const [spec, before] = [objectAt(pod, "spec") ?? {}, objectAt(old, "spec") ?? {}];
  const lists = ["containers", "initContainers"];
  if (lists.some((key) => objectsAt(spec, key).length !== objectsAt(before, key).length)) return;
  const next: JsonObject = copyJson(before);
  if (spec.resources === undefined) delete next.resources;
  else next.resources = spec.resources;
  for (const key of lists) {
    const [now, then] = [objectsAt(spec, key), objectsAt(before, key)];
    if (now.length) next[key] = resized(now, then);
  }
  pod.spec = next;
  keepMetadata(pod, old);
}

function resized(now: JsonObject[], then: JsonObject[]): JsonObject[] {
  if (now.some(({ name }, index) => name !== then[index]?.name)) return now;
  return then.map((container, index) => {
    const { resources: _resources, resizePolicy: _policy, ...rest } = container;
    const { resources, resizePolicy } = now[index] ?? {};
    return {
      ...copyJson(rest),
      ...(resources === undefined ? {} : { resources }),
      ...(resizePolicy === undefined ? {} : { resizePolicy }),
    };
  });
}

/** As ResetObjectMetaForStatus. */
function keepMetadata({ metadata }: ApiObject, old: ApiObject): void {
  for (const key of ["labels", "annotations", "finalizers", "ownerReferences", "selfLink"] as const) {
    const value = (old.metadata as JsonObject)[key];
    if (value === undefined) Reflect.deleteProperty(metadata, key);
    else Object.assign(metadata, { [key]: copyJson(value) });
  }
}
