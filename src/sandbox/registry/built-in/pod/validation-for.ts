import type { Pod, PodAffinityTerm, PodSpec, PodTemplateSpec } from "../../../../k8s/core/v1.ts";
import { validateLabelSelector } from "../../../admission/label-problem.ts";
import { labelValueProblems } from "../../../admission/name-format.ts";
import { containersWithPath } from "./containers-with-path.ts";
import { validateLocalPath } from "./local-path.ts";
import { validateMatchLabelKeys } from "./match-label-keys.ts";
import { strictPodValidation, type PodValidation } from "./pod-validation.ts";
import { isDivisibleByPage, isHugePages } from "./resource-names.ts";
import { validatePodTermSelectors } from "./validate-affinity.ts";
import { hasBadDeletionCost } from "./validate-annotations.ts";
import { hostSysctlProblem } from "./validate-security-context.ts";

/**
 * The rules for what replaces `old`; those of a new object where there is none. Follows GetValidationOptionsFromPodSpecAndMeta of
 * k8s.io/kubernetes/pkg/api/pod/util.go.
 */
export function validationFor(
  old: Pick<Pod | PodTemplateSpec, "metadata" | "spec"> | undefined,
  { isPod }: { isPod: boolean },
): PodValidation {
  if (!old?.spec) return { ...strictPodValidation, isPod };
  const { spec, metadata } = old;
  const { securityContext = {}, tolerations = [] } = spec;
  const userNamespaces = spec.hostUsers === false;
  return {
    isPod,
    looseAffinitySelectors: podTermsOf(spec).some(
      (term) => validatePodTermSelectors(term, { at: "", loose: false }).length > 0,
    ),
    looseNodeAffinity: hasLooseNodeAffinity(spec),
    looseSpreadSelectors: hasLooseSpread(spec),
    looseSpreadKeys: hasLooseSpreadKeys(spec),
    looseTokenPath: hasLooseTokenPath(spec),
    looseHugePages: hasLooseHugePages(spec),
    looseDeletionCost: hasBadDeletionCost(metadata?.annotations),
    hostSysctls: (securityContext.sysctls ?? []).some(({ name }) => hostSysctlProblem(name, spec)),
    anySeLinuxChange: securityContext.seLinuxChangePolicy !== undefined,
    comparingTolerations: tolerations.some(({ operator }) => ["Lt", "Gt"].includes(String(operator))),
    userNamespacesWithDevices:
      userNamespaces && containersWithPath(spec, "").some(({ container }) => container.volumeDevices?.length),
    userNamespacesOnHostNetwork: userNamespaces && spec.hostNetwork === true,
    restartingInitContainers: hasRestartingInitContainer(spec),
  };
}

function podTermsOf({ affinity }: PodSpec): PodAffinityTerm[] {
  return [affinity?.podAffinity, affinity?.podAntiAffinity].flatMap((pods) => [
    ...(pods?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(pods?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(
      ({ podAffinityTerm }) => podAffinityTerm,
    ),
  ]);
}

function hasLooseNodeAffinity({ affinity }: PodSpec): boolean {
  const terms =
    affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  return terms.some(({ matchExpressions = [] }) =>
    matchExpressions.some(({ values = [] }) => values.some((value) => labelValueProblems(value).length > 0)),
  );
}

function hasLooseSpread({ topologySpreadConstraints = [] }: PodSpec): boolean {
  return topologySpreadConstraints.some(
    ({ labelSelector }) => validateLabelSelector(labelSelector, { at: "" }).length > 0,
  );
}

function hasLooseSpreadKeys({ topologySpreadConstraints = [] }: PodSpec): boolean {
  return topologySpreadConstraints.some(
    ({ matchLabelKeys = [], labelSelector }) =>
      validateMatchLabelKeys({ matchLabelKeys, mismatchLabelKeys: [], labelSelector }, "").length > 0,
  );
}

function hasLooseTokenPath({ volumes = [] }: PodSpec): boolean {
  return volumes.some(({ projected }) =>
    (projected?.sources ?? []).some(
      ({ serviceAccountToken: token }) => token && validateLocalPath(token.path, "").length > 0,
    ),
  );
}

function hasLooseHugePages(spec: PodSpec): boolean {
  const lists = [
    spec.overhead ?? {},
    ...containersWithPath(spec, "").flatMap(({ container }) => [
      container.resources?.limits ?? {},
      container.resources?.requests ?? {},
    ]),
  ];
  return lists
    .flatMap((amounts) => Object.entries(amounts))
    .some(([name, quantity]) => isHugePages(name) && !isDivisibleByPage(name, String(quantity)));
}

function hasRestartingInitContainer({ initContainers = [] }: PodSpec): boolean {
  return initContainers.some(
    ({ restartPolicy, resizePolicy = [] }) =>
      restartPolicy !== "Always" &&
      resizePolicy.some((policy) => policy.restartPolicy === "RestartContainer"),
  );
}
