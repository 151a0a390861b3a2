import type { Container, ContainerStatus, PodSpec, PodStatus } from "../../../../k8s/core/v1.ts";
import { eachItem, forbiddenField } from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";

/**
 * A container that has ended runs again only where the Pod says so. Follows ValidateContainerStateTransition and its sisters of
 * k8s.io/kubernetes/pkg/apis/core/validation/validation.go.
 */
export function validateTransitions(
  status: PodStatus,
  { before, spec }: { before: PodStatus; spec: PodSpec },
): InvalidField[] {
  const { initContainers = [], containers } = spec;
  const all = restartsAll(spec);
  return [
    ...(all
      ? []
      : [
          ...validateList(status.containerStatuses, {
            then: before.containerStatuses,
            at: "status.containerStatuses",
            restarts: (name, code) => shouldRestart(find(containers, name), { spec, code }),
          }),
          ...validateList(status.initContainerStatuses, {
            then: before.initContainerStatuses,
            at: "status.initContainerStatuses",
            restarts: (name, code) => shouldRestart(find(initContainers, name), { spec, code }),
          }),
        ]),
    ...validateList(status.ephemeralContainerStatuses, {
      then: before.ephemeralContainerStatuses,
      at: "status.ephemeralContainerStatuses",
      restarts: () => false,
    }),
  ];
}

function validateList(
  now: readonly ContainerStatus[] | undefined,
  {
    then,
    at,
    restarts,
  }: {
    then: readonly ContainerStatus[] | undefined;
    at: string;
    restarts: (name: string, exitCode: number) => boolean;
  },
): InvalidField[] {
  return eachItem(then, at, (old, path) => {
    const ended = old.state?.terminated;
    const next = now?.find(({ name }) => name === old.name);
    if (!ended || !next || next.state?.terminated || restarts(old.name, ended.exitCode)) return [];
    return [forbiddenField(`${path}.state`, "may not be transitioned to non-terminated state")];
  });
}

function find(containers: readonly Container[], name: string): Container | undefined {
  return containers.find((container) => container.name === name);
}

/** Follows ContainerShouldRestart of k8s.io/kubernetes/pkg/api/v1/pod. */
function shouldRestart(
  container: Container | undefined,
  { spec, code }: { spec: PodSpec; code: number },
): boolean {
  if (!container) return false;
  const { restartPolicy, restartPolicyRules = [] } = container;
  if (restartPolicy !== undefined) {
    if (restartPolicyRules.some((rule) => matchesCode(rule.exitCodes, code))) return true;
    return restartPolicy === "Always" || (restartPolicy === "OnFailure" && code !== 0);
  }
  if (spec.restartPolicy === "Always") return true;
  return spec.restartPolicy === "OnFailure" && code !== 0;
}

function matchesCode(codes: { operator: string; values?: number[] } | undefined, code: number): boolean {
  if (!codes) return false;
  const listed = (codes.values ?? []).includes(code);
  return codes.operator === "In" ? listed : codes.operator === "NotIn" && !listed;
}

/** Whether a rule may restart all of them at once. */
function restartsAll({ containers, initContainers = [] }: PodSpec): boolean {
  return [...containers, ...initContainers].some(({ restartPolicyRules = [] }) =>
    restartPolicyRules.some(({ action }) => action === "RestartAllContainers"),
  );
}
