import { copyJson, equalJson } from "../../../../base/json.ts";
import type { Container, Pod, PodSpec, ResourceRequirements } from "../../../../k8s/core/v1.ts";
import { forbiddenField, invalidTyped } from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import type { PodValidation } from "./pod-validation.ts";
import { qosClass } from "./qos-class.ts";
import { mirrorAnnotation } from "./validate-annotations.ts";
import { validatePodContents } from "./validate-pod.ts";

const lists = ["containers", "initContainers"] as const;

/** What may change of a Pod's resources while it runs. Follows ValidatePodResize of k8s.io/kubernetes/pkg/apis/core/validation. */
export function validateResize(pod: Pod, old: Pod, validation: PodValidation): InvalidField[] {
  const [spec, before] = [pod.spec, old.spec];
  if (!spec || !before) return [];
  if (old.metadata?.annotations?.[mirrorAnnotation] !== undefined)
    return [forbiddenField("[]", "static pods cannot be resized")];
  if (before.os?.name === "windows") return [forbiddenField("[]", "windows pods cannot be resized")];
  const errors = [
    ...validatePodContents(pod, validation),
    ...validateClass(pod, old),
    ...(isSupported(old) ? [] : [forbiddenField("spec", "Pod running on node without support for resize")]),
    ...(isSet(spec.resources) || isSet(before.resources) ? validatePodLevel(spec, before) : []),
    ...(old.status?.nodeAllocatableResourceClaimStatuses?.length
      ? [forbiddenField("spec", "pods with node allocatable resource claims cannot be resized")]
      : []),
  ];
  const order = validateOrder(spec, before);
  if (order.length) return [...errors, ...order];
  errors.push(...validateRemovals(spec, before), ...validateMutable(spec, before));
  if (errors.length || equalJson(masked(spec, before), plain(before))) return errors;
  return [forbiddenField("spec", "only cpu and memory resources are mutable")];
}

function validateClass(pod: Pod, old: Pod): InvalidField[] {
  const was = old.status?.qosClass ?? (old.spec && qosClass(old.spec));
  if (!pod.spec || was === qosClass(pod.spec)) return [];
  const detail = "Pod QOS Class may not change as a result of resizing";
  return [invalidTyped("spec", pod.status?.qosClass ?? "", detail)];
}

/** The first container that runs says whether its node knows of resizing. */
function isSupported({ status }: Pod): boolean {
  const running = status?.containerStatuses?.find(({ state }) => state?.running);
  return !running || running.resources !== undefined;
}

function isSet(resources: ResourceRequirements | undefined): boolean {
  return Object.keys({ ...resources?.requests, ...resources?.limits }).length > 0;
}

function validatePodLevel(spec: PodSpec, before: PodSpec): InvalidField[] {
  const at = "spec.resources";
  if (before.resources && !spec.resources)
    return [forbiddenField(at, "pod-level resources cannot be removed")];
  const errors = (["requests", "limits"] as const).flatMap((key) =>
    before.resources && isRemoved(spec.resources?.[key], before.resources[key])
      ? [forbiddenField(`${at}.${key}`, `pod-level resource ${key} cannot be removed`)]
      : [],
  );
  const detail = "only cpu and memory resources are mutable at pod-level";
  return equalJson(maskedPodLevel(spec, before), plain(before.resources))
    ? errors
    : [...errors, forbiddenField("spec", detail)];
}

function validateOrder(spec: PodSpec, before: PodSpec): InvalidField[] {
  return lists.flatMap((key) => {
    const [now, then] = [spec[key] ?? [], before[key] ?? []];
    if (now.length !== then.length)
      return [forbiddenField(`spec.${key}`, `${key} may not be added or removed on resize`)];
    return then.flatMap(({ name }, index) =>
      now[index]?.name === name
        ? []
        : [forbiddenField(`spec.${key}[${index}].name`, `${key} may not be renamed or reordered on resize`)],
    );
  });
}

function validateRemovals(spec: PodSpec, before: PodSpec): InvalidField[] {
  return (["initContainers", "containers"] as const).flatMap((list) =>
    (before[list] ?? []).flatMap(({ resources }, index) =>
      (["requests", "limits"] as const).flatMap((key) =>
        isRemoved(spec[list]?.[index]?.resources?.[key], resources?.[key])
          ? [forbiddenField(`spec.${list}[${index}].resources.${key}`, `resource ${key} cannot be removed`)]
          : [],
      ),
    ),
  );
}

type Amounts = ResourceRequirements["requests"];

function isRemoved(now: Amounts = {}, then: Amounts = {}): boolean {
  return Object.keys(then).some((name) => now[name] === undefined);
}

function validateMutable(spec: PodSpec, before: PodSpec): InvalidField[] {
  const changed = (container: Container, then: Container | undefined) =>
    !equalJson(maskedContainer(container, then), plain(then));
  return [
    ...spec.containers.flatMap((container, index) =>
      changed(container, before.containers[index])
        ? [forbiddenField("spec", "only cpu and memory resources are mutable")]
        : [],
    ),
    ...(spec.initContainers ?? []).flatMap((container, index) => {
      const at = `spec.initContainers[${index}]`;
      const then = before.initContainers?.[index];
      const own = changed(container, then)
        ? [forbiddenField(at, "only cpu and memory resources for init or sidecar containers are mutable")]
        : [];
      if (container.restartPolicy === "Always" || equalJson(plain(container), plain(then))) return own;
      const detail = "non-sidecar init containers with a resize policy of RestartContainer cannot be resized";
      const restarting = (container.resizePolicy ?? []).filter(
        ({ restartPolicy }) => restartPolicy === "RestartContainer",
      );
      return [...own, ...restarting.map(() => forbiddenField(at, detail))];
    }),
  ];
}

/** The spec with the old amounts of processor and memory. */
function masked(spec: PodSpec, before: PodSpec): unknown {
  return plain({
    ...spec,
    ...(isSet(spec.resources) || isSet(before.resources) ? { resources: maskedPodLevel(spec, before) } : {}),
    containers: spec.containers.map((container, index) =>
      maskedContainer(container, before.containers[index]),
    ),
    ...(spec.initContainers
      ? {
          initContainers: spec.initContainers.map((container, index) =>
            maskedContainer(container, before.initContainers?.[index]),
          ),
        }
      : {}),
  });
}

function maskedPodLevel({ resources }: PodSpec, before: PodSpec): unknown {
  if (!resources) return undefined;
  return plain({ ...resources, ...maskedAmounts(resources, before.resources) });
}

/** Claims are left out: a container that has some has changed. */
function maskedContainer(container: Container, then: Container | undefined): unknown {
  return plain({ ...container, resources: maskedAmounts(container.resources, then?.resources) });
}

function maskedAmounts(
  now: ResourceRequirements | undefined,
  then: ResourceRequirements | undefined,
): Pick<ResourceRequirements, "requests" | "limits"> {
  const mask = (key: "requests" | "limits") => {
    const { cpu: _cpu, memory: _memory, ...rest } = now?.[key] ?? {};
    const { cpu, memory } = then?.[key] ?? {};
    return { ...rest, ...(cpu === undefined ? {} : { cpu }), ...(memory === undefined ? {} : { memory }) };
  };
  return { requests: mask("requests"), limits: mask("limits") };
}

/** Without empty maps and lists: the server makes no difference between them and none. */
function plain(value: unknown): unknown {
  if (value === undefined) return undefined;
  return prune(copyJson(value));
}

function prune(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => prune(item) ?? {});
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .map(([key, item]) => [key, prune(item)] as const)
    .filter(([, item]) => !(item === undefined || (Array.isArray(item) && item.length === 0)));
  return entries.length ? Object.fromEntries(entries) : undefined;
}
