import type { ApiObject } from "../../../api-object.ts";
import { ensureObject, fill } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { autoscalerRules } from "./autoscaler-rules.ts";
import { autoscalerAnnotations, autoscalerFromV1 } from "./convert-autoscaler.ts";

/** HorizontalPodAutoscalers of autoscaling/v1: checked as what they are in version v2. */
export const autoscalerV1Rules: KindRules = {
  updateOrder: "changes only",
  defaults: (object) => fill(ensureObject(object, "spec"), { minReplicas: 1 }),
  prepareForCreate: (object) => keepAnnotations(object, undefined, autoscalerAnnotations.status),
  prepareForUpdate: (object, old, subresource) =>
    keepAnnotations(object, old, subresource ? autoscalerAnnotations.spec : autoscalerAnnotations.status),
  validate: (object) => autoscalerRules.validate?.(autoscalerFromV1(object), undefined) ?? [],
  validateUpdate: (object, old) =>
    autoscalerRules.validateUpdate?.(autoscalerFromV1(object), autoscalerFromV1(old)) ?? [],
  validateStatus: (object, old) =>
    autoscalerRules.validateStatus?.(autoscalerFromV1(object), autoscalerFromV1(old)) ?? [],
};

/** What an endpoint does not write stays as it was, in annotations too. */
function keepAnnotations(object: ApiObject, old: ApiObject | undefined, keys: readonly string[]): void {
  const before = old?.metadata.annotations ?? {};
  const annotations = Object.fromEntries(
    Object.entries(object.metadata.annotations ?? {}).filter(([key]) => !keys.includes(key)),
  );
  for (const key of keys) if (before[key] !== undefined) annotations[key] = before[key];
  if (object.metadata.annotations || Object.keys(annotations).length)
    object.metadata = { ...object.metadata, annotations };
}
