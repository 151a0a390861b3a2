import { equalJson, isJsonObject, type JsonObject } from "../../../../base/json.ts";
import type { PodSpec } from "../../../../k8s/core/v1.ts";
import type { ApiObject } from "../../../api-object.ts";
import { forbidden, invalid } from "../../../status-error.ts";
import { objectAt, objectsAt } from "../defaulting.ts";
import type { ReviewOptions } from "../../served-resource.ts";
import type { Subject } from "./check.ts";
import { isStricter, levelText, podSecurityPolicy, type LevelVersion } from "./level.ts";
import { violationsOf, violationText } from "./violations.ts";

/* The admission plugin PodSecurity. Follows k8s.io/pod-security-admission/admission/admission.go. */

/** Refuses a Pod that its namespace does not want, and warns of one. */
export function reviewPodSecurity(pod: ApiObject, options: ReviewOptions): void {
  const { enforce, warn } = policyOf(pod, options);
  if (enforce.level === "privileged" && warn.level === "privileged") return;
  if (options.old && !isSignificant(pod, options.old)) return;
  const subject = subjectOf(pod);
  const violations = violationsOf(enforce, subject);
  if (violations.length > 0)
    throw forbidden(
      { group: "", resource: "pods" },
      {
        name: pod.metadata.name ?? "",
        message: `violates PodSecurity "${levelText(enforce)}": ${violationText(violations)}`,
      },
    );
  warnOf(warn, subject, options);
}

/** Warns of what the Pods of a template would do; `at` leads to the template. */
export function reviewTemplateSecurity(
  at: readonly string[],
): (object: ApiObject, options: ReviewOptions) => void {
  return (object, options) => {
    const { warn } = policyOf(object, options);
    if (warn.level === "privileged") return;
    const template = at.reduce<JsonObject | undefined>((parent, key) => objectAt(parent, key), object);
    if (template) warnOf(warn, subjectOf(template), options);
  };
}

/** Refuses a namespace whose labels make no sense, and warns of the Pods that are in it when they change. */
export function reviewNamespaceSecurity(namespace: ApiObject, { old, list, warn }: ReviewOptions): void {
  const { name = "", labels } = namespace.metadata;
  const { enforce, problems } = podSecurityPolicy(labels);
  const before = old && podSecurityPolicy(old.metadata.labels);
  if (problems.length > 0 && !(before && equalJson(problems, before.problems)))
    throw invalid({ group: "", resource: "Namespace" }, { name, errors: problems });
  if (!before || levelText(enforce) === levelText(before.enforce)) return;
  const looser = enforce.minor === before.enforce.minor && !isStricter(enforce.level, before.enforce.level);
  if (enforce.level === "privileged" || looser) return;
  const pods = list("pods").filter(({ metadata }) => metadata.namespace === name);
  warningsOfPods(inOrderOfInterest(pods), { name, enforce }).forEach(warn);
}

/** More Pods than this are not looked at. */
const mostPods = 3000;

function warningsOfPods(
  pods: readonly ApiObject[],
  { name, enforce }: { name: string; enforce: LevelVersion },
): string[] {
  const byReason = new Map<string, string[]>();
  for (const pod of pods.slice(0, mostPods)) {
    const reason = violationsOf(enforce, subjectOf(pod))
      .map((violation) => violation.reason)
      .join(", ");
    if (reason) byReason.set(reason, [...(byReason.get(reason) ?? []), pod.metadata.name ?? ""]);
  }
  const each = [...byReason].map(([reason, names]) => {
    const [first = ""] = names.sort();
    const others = names.length - 1;
    const also = others === 0 ? "" : others === 1 ? " (and 1 other pod)" : ` (and ${others} other pods)`;
    return `${first}${also}: ${reason}`;
  });
  return [
    ...(pods.length > mostPods
      ? [
          `new PodSecurity enforce level only checked against the first ${mostPods} of ${pods.length} existing pods`,
        ]
      : []),
    ...(each.length
      ? [
          `existing pods in namespace "${name}" violate the new PodSecurity enforce level "${levelText(enforce)}"`,
        ]
      : []),
    ...each.sort(),
  ];
}

/** One Pod of each controller first. */
function inOrderOfInterest(pods: readonly ApiObject[]): ApiObject[] {
  const seen = new Set<string>();
  const [first, later]: [ApiObject[], ApiObject[]] = [[], []];
  for (const pod of pods) {
    const uid = pod.metadata.ownerReferences?.find(({ controller }) => controller)?.uid;
    (uid !== undefined && seen.has(uid) ? later : first).push(pod);
    if (uid !== undefined) seen.add(uid);
  }
  return [...first, ...later];
}

function policyOf({ metadata }: ApiObject, { find }: ReviewOptions) {
  return podSecurityPolicy(find("namespaces", metadata.namespace ?? "")?.metadata.labels);
}

function warnOf(level: LevelVersion, subject: Subject, { warn }: ReviewOptions): void {
  const violations = violationsOf(level, subject);
  if (violations.length > 0)
    warn(`would violate PodSecurity "${levelText(level)}": ${violationText(violations)}`);
}

function subjectOf(object: JsonObject): Subject {
  const { metadata, spec } = object;
  const annotations =
    isJsonObject(metadata) && isJsonObject(metadata.annotations) ? metadata.annotations : {};
  return {
    annotations: annotations as Record<string, string>,
    spec: (isJsonObject(spec) ? spec : {}) as unknown as PodSpec,
  };
}

/** Whether an update changes what is looked at: containers, or their images. */
function isSignificant(pod: ApiObject, old: ApiObject): boolean {
  const images = (object: ApiObject, list: string) =>
    objectsAt(objectAt(object, "spec"), list).map(({ name, image }) => ({ name, image }));
  const before = images(old, "ephemeralContainers");
  return (
    ["containers", "initContainers"].some(
      (list) =>
        !equalJson(
          images(pod, list).map(({ image }) => image),
          images(old, list).map(({ image }) => image),
        ),
    ) ||
    images(pod, "ephemeralContainers").some(
      ({ name, image }) => before.find((container) => container.name === name)?.image !== image,
    )
  );
}
