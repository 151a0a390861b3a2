import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { timeText } from "../../kube/condition.ts";
import { valueAt, type ApiObject } from "../api-object.ts";
import { forbidden, StatusError } from "../status-error.ts";
import type { SubresourceCreate } from "./subresource-call.ts";

/** Evictions that the controller has not yet seen to; more are refused. */
const maxDisrupted = 2000;

/**
 * Takes one of the disruptions that a budget allows, and notes for which Pod. Throws 429 where there is none.
 * Follows checkAndDecrement of k8s.io/kubernetes/pkg/registry/core/pod/storage/eviction.go.
 */
export function takeDisruption(
  call: SubresourceCreate & { readonly options: { readonly dryRun: boolean } },
  { budget, pod }: { budget: ApiObject; pod: ApiObject },
): void {
  const { registry, options } = call;
  const { namespace, name = "", generation = 0 } = budget.metadata;
  const status = isJsonObject(budget.status) ? budget.status : {};
  if (Number(status.observedGeneration ?? 0) < generation) throw tooManyRequests(budget, { seconds: 10 });
  const allowed = Number(status.disruptionsAllowed ?? 0);
  const disrupted = isJsonObject(status.disruptedPods) ? status.disruptedPods : {};
  const what = { group: "policy", resource: "poddisruptionbudget" };
  if (allowed < 0) throw forbidden(what, { name, message: "pdb disruptions allowed is negative" });
  if (Object.keys(disrupted).length > maxDisrupted) {
    const message = "DisruptedPods map too big - too many evictions not confirmed by PDB controller";
    throw forbidden(what, { name, message });
  }
  if (allowed === 0) throw tooManyRequests(budget, { seconds: 0, message: whyNot(budget, status) });
  if (options.dryRun) return;
  const now = timeText(new Date(registry.clock.now()));
  const budgets = registry.resource("policy", "v1", "poddisruptionbudgets");
  const target = { namespace, name, subresource: "status", manager: "kube-apiserver" };
  registry.edit(budgets, target, (object) => {
    const next = object.status as JsonObject;
    next.disruptionsAllowed = allowed - 1;
    next.disruptedPods = { ...disrupted, [pod.metadata.name ?? ""]: now };
    if (allowed === 1) next.conditions = withInsufficient(next, now);
  });
}

/** 429 with the budget as its cause. */
export function tooManyRequests(
  budget: ApiObject,
  options: { seconds: number; message?: string },
): StatusError {
  const { name = "" } = budget.metadata;
  const { seconds, message = `The disruption budget ${name} is still being processed by the server.` } =
    options;
  return new StatusError(429, {
    reason: "TooManyRequests",
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: {
      ...(seconds ? { retryAfterSeconds: seconds } : {}),
      causes: [{ reason: "DisruptionBudget", message }],
    },
  });
}

function whyNot({ metadata }: ApiObject, status: JsonObject): string {
  const about = `The disruption budget ${metadata.name}`;
  const condition = conditionsOf(status).find(
    (item) => item.type === "DisruptionAllowed" && item.status === "False" && item.message,
  );
  const [current, desired] = [Number(status.currentHealthy ?? 0), Number(status.desiredHealthy ?? 0)];
  if (condition?.reason === "SyncFailed")
    return `${about} does not allow evicting pods currently because it failed sync: ${String(condition.message)}`;
  if (current <= desired) return `${about} needs ${desired} healthy pods and has ${current} currently`;
  return condition
    ? `${about} does not allow evicting pods currently (${String(condition.reason)}): ${String(condition.message)}`
    : `${about} does not allow evicting pods currently`;
}

/** That no more disruptions are allowed now. */
function withInsufficient(status: JsonObject, now: string): JsonObject[] {
  const known = conditionsOf(status);
  const present = known.find(({ type }) => type === "DisruptionAllowed");
  const next = {
    ...present,
    type: "DisruptionAllowed",
    status: "False",
    observedGeneration: valueAt(status, ["observedGeneration"]),
    lastTransitionTime: present?.status === "False" ? present.lastTransitionTime : now,
    reason: "InsufficientPods",
    message: "",
  };
  return present ? known.map((item) => (item === present ? next : item)) : [...known, next];
}

function conditionsOf(status: JsonObject): JsonObject[] {
  return Array.isArray(status.conditions) ? status.conditions.filter(isJsonObject) : [];
}
