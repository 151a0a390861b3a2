import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { labelRequirements, matchesLabels } from "../../kube/selector.ts";
import { timeText } from "../../kube/condition.ts";
import { invalidField } from "../admission/field-problem.ts";
import { valueAt, type ApiObject } from "../api-object.ts";
import type { DeleteOptions } from "../registry/delete.ts";
import { internalWrite } from "../registry/registry.ts";
import { badRequest, conflict, invalid, plainError, type StatusError } from "../status-error.ts";
import { takeDisruption, tooManyRequests } from "./disruption-budget.ts";
import type { SubresourceCreate } from "./subresource-call.ts";

/** An eviction whose options have been read. */
export interface Eviction extends SubresourceCreate {
  readonly options: DeleteOptions;
}

/**
 * POST of `pods/eviction`: deletes the Pod if the budget that covers it allows that; 429 where it does not, for now.
 * Follows k8s.io/kubernetes/pkg/registry/core/pod/storage/eviction.go.
 */
export function evict(call: Eviction): void {
  const { registry, resource, namespace, name, options } = call;
  checkEviction(call);
  const pod = registry.get(resource, namespace, name);
  const own = options.preconditions?.resourceVersion !== undefined;
  if (needsNoBudget(pod)) {
    const version = mayStillRun(pod) && !own ? pod.metadata.resourceVersion : undefined;
    return remove(call, { pod, version });
  }
  const budgets = budgetsOf(call, pod);
  if (budgets.length > 1) {
    const message =
      "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";
    throw plainError(message);
  }
  const [budget] = budgets;
  if (!budget) return remove(call, { pod });
  if (isReady(pod) || !mayGoUnready(budget)) {
    takeDisruption(call, { budget, pod });
    return remove(call, { pod });
  }
  removeUnready(call, { pod, budget });
}

function checkEviction({ object, name }: Eviction): void {
  if (object.metadata.name !== name) throw badRequest("name in URL does not match name in Eviction object");
  const at = "ignoreStoreReadErrorWithClusterBreakingPotential";
  if (valueAt(object, ["deleteOptions", at]) !== true) return;
  const detail = "can not be set for pod eviction, try after removing the option";
  const errors = [invalidField(`deleteOptions.${at}`, true, detail)];
  throw invalid({ group: "policy", resource: "Eviction" }, { name, errors });
}

/** Whether a Pod does nothing that could be disrupted. */
function needsNoBudget(pod: ApiObject): boolean {
  const phase = String(valueAt(pod, ["status", "phase"]));
  return ["Succeeded", "Failed", "Pending"].includes(phase) || pod.metadata.deletionTimestamp !== undefined;
}

/** Whether it may have become ready since it was read. */
function mayStillRun(pod: ApiObject): boolean {
  const phase = valueAt(pod, ["status", "phase"]);
  return phase !== "Succeeded" && phase !== "Failed" && pod.metadata.deletionTimestamp === undefined;
}

function isReady(pod: ApiObject): boolean {
  return conditionsOf(pod).some(({ type, status }) => type === "Ready" && status === "True");
}

function mayGoUnready(budget: ApiObject): boolean {
  if (valueAt(budget, ["spec", "unhealthyPodEvictionPolicy"]) === "AlwaysAllow") return true;
  const current = Number(valueAt(budget, ["status", "currentHealthy"]) ?? 0);
  const desired = Number(valueAt(budget, ["status", "desiredHealthy"]) ?? 0);
  return current >= desired && desired > 0;
}

function removeUnready(call: Eviction, { pod, budget }: { pod: ApiObject; budget: ApiObject }): void {
  const { preconditions } = call.options;
  const version = preconditions?.resourceVersion === undefined ? pod.metadata.resourceVersion : undefined;
  try {
    remove(call, { pod, version });
  } catch (error) {
    if (version === undefined || (error as StatusError).code !== 409) throw error;
    throw tooManyRequests(budget, { seconds: 10 });
  }
}

/** Budgets whose selector matches; an empty one matches every Pod, a missing one none. */
function budgetsOf({ registry, namespace = "" }: Eviction, pod: ApiObject): ApiObject[] {
  const budgets = registry.store.list("poddisruptionbudgets.policy", { prefix: `${namespace}/` });
  return budgets.filter((budget) => {
    const selector = valueAt(budget, ["spec", "selector"]);
    if (!isJsonObject(selector)) return false;
    return matchesLabels(labelRequirements(selector), pod.metadata.labels ?? {});
  });
}

/** Says in the Pod's status why it goes, then deletes it. */
function remove(call: Eviction, { pod, version }: { pod: ApiObject; version?: string | undefined }): void {
  const { registry, resource, namespace, name, options } = call;
  const wanted =
    version === undefined ? options.preconditions : { ...options.preconditions, resourceVersion: version };
  let preconditions = wanted;
  if (!options.dryRun) {
    checkPreconditions(pod, { name, preconditions: wanted });
    const now = new Date(registry.clock.now());
    const { object } = registry.update(resource, {
      namespace,
      name,
      subresource: "status",
      managed: true,
      write: internalWrite("kube-apiserver"),
      transform: (live) => withDisruption(live as ApiObject, now),
    });
    if (wanted?.resourceVersion !== undefined)
      preconditions = { ...wanted, resourceVersion: object.metadata.resourceVersion ?? "" };
  }
  registry.delete(resource, {
    namespace,
    name,
    options: { ...options, exempt: true, ...(preconditions ? { preconditions } : {}) },
  });
}

function checkPreconditions(
  { metadata }: ApiObject,
  options: { name: string; preconditions: DeleteOptions["preconditions"] },
): void {
  const { name, preconditions = {} } = options;
  const { uid, resourceVersion } = preconditions;
  const refuse = (message: string) => conflict({ group: "", resource: "Pod" }, { name, message });
  if (uid && uid !== metadata.uid) {
    throw refuse(
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    );
  }
  if (resourceVersion && resourceVersion !== metadata.resourceVersion) {
    throw refuse(
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    );
  }
}

function withDisruption(pod: ApiObject, now: Date): ApiObject {
  const condition = {
    type: "DisruptionTarget",
    status: "True" as const,
    reason: "EvictionByEvictionAPI",
    message: "Eviction API: evicting",
  };
  const status = isJsonObject(pod.status) ? pod.status : {};
  const known = conditionsOf(pod);
  const present = known.find(({ type }) => type === condition.type);
  const lastTransitionTime = present?.status === "True" ? present.lastTransitionTime : timeText(now);
  const next = { ...present, ...condition, lastTransitionTime };
  const conditions = present ? known.map((item) => (item === present ? next : item)) : [...known, next];
  return { ...pod, status: { ...status, conditions } };
}

function conditionsOf(object: ApiObject): JsonObject[] {
  const conditions = valueAt(object, ["status", "conditions"]);
  return Array.isArray(conditions) ? conditions.filter(isJsonObject) : [];
}
