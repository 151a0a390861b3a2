import type {
  Container,
  ContainerPort,
  ContainerRestartRule,
  EphemeralContainer,
} from "../../../../k8s/core/v1.ts";
import {
  duplicateField,
  eachItem,
  forbiddenField,
  invalidEach,
  invalidTyped,
  notFoundField,
  requiredField,
  supported,
  tooManyField,
} from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import type { PodContext } from "./pod-validation.ts";
import { validateContainer } from "./validate-container.ts";
import { validateProbes } from "./validate-probes.ts";

interface Place {
  readonly at: string;
  readonly context: PodContext;
}

/** Follows validateContainers of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validateContainers(containers: readonly Container[], { at, context }: Place): InvalidField[] {
  if (containers.length === 0) return [requiredField(at)];
  const names = new Set<string>();
  const gracePeriod = context.spec.terminationGracePeriodSeconds;
  return [
    ...eachItem(containers, at, (container, path) => [
      ...validateContainer(container, { at: path, context }),
      ...takeName(container.name, { at: path, names }),
      ...validateProbes(container, { at: path, gracePeriod }),
      ...validateRestartRules(container, path),
    ]),
    ...validateHostPorts(containers, at),
  ];
}

/** Of a list that has names already: initial containers without a name are told once. */
function takeName(name: string, { at, names }: { at: string; names: Set<string> }): InvalidField[] {
  if (names.has(name)) return [duplicateField(`${at}.name`, name)];
  names.add(name);
  return [];
}

/** Follows AccumulateUniqueHostPorts. */
function validateHostPorts(containers: readonly Container[], at: string): InvalidField[] {
  const taken = new Set<string>();
  return eachItem(containers, at, ({ ports }, path) =>
    eachItem(ports, `${path}.ports`, (port, portPath) => takeHostPort(port, { at: portPath, taken })),
  );
}

function takeHostPort(
  { protocol, hostIP = "", hostPort }: ContainerPort,
  { at, taken }: { at: string; taken: Set<string> },
): InvalidField[] {
  if (!hostPort) return [];
  const key = `${protocol}/${hostIP}/${hostPort}`;
  if (taken.has(key)) return [duplicateField(`${at}.hostPort`, key)];
  taken.add(key);
  return [];
}

/** Follows validateInitContainers. */
export function validateInitContainers(
  containers: readonly Container[],
  { at, context }: Place,
): InvalidField[] {
  const names = new Set(context.spec.containers.map(({ name }) => name));
  return eachItem(containers, at, (container, path) => {
    const { name } = container;
    const errors = [
      ...validateContainer(container, { at: path, context }),
      ...validateInitRestart(container, path),
      ...(name || names.has(name) ? takeName(name, { at: path, names }) : []),
      ...validateHostPorts([container], at),
    ];
    const sidecar = container.restartPolicy === "Always";
    if (sidecar)
      errors.push(
        ...validateProbes(container, { at: path, gracePeriod: context.spec.terminationGracePeriodSeconds }),
      );
    else
      errors.push(...forbidProbes(container, path), ...validateInitResize(container, { at: path, context }));
    return errors;
  });
}

function validateInitRestart(container: Container, at: string): InvalidField[] {
  if (container.restartPolicy !== undefined) return validateRestartRules(container, at);
  if (!container.restartPolicyRules?.length) return [];
  return [requiredField(`${at}.restartPolicy`, "must specify restartPolicy when restart rules are used")];
}

function forbidProbes(container: Container, at: string): InvalidField[] {
  return (["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] as const)
    .filter((key) => container[key] !== undefined)
    .map((key) =>
      forbiddenField(`${at}.${key}`, "may not be set for init containers without restartPolicy=Always"),
    );
}

function validateInitResize(container: Container, { at, context }: Place): InvalidField[] {
  if (context.validation.restartingInitContainers) return [];
  const problem = "must not be set to 'RestartContainer' for non-sidecar initContainers";
  return eachItem(container.resizePolicy, `${at}.resizePolicy`, ({ restartPolicy }, path) =>
    restartPolicy === "RestartContainer"
      ? [invalidTyped(`${path}.restartPolicy`, restartPolicy, problem)]
      : [],
  );
}

/** Follows validateContainerRestartPolicy. */
function validateRestartRules(
  { restartPolicy, restartPolicyRules: rules = [] }: Container,
  at: string,
): InvalidField[] {
  const missing = "must specify restartPolicy when restart rules are used";
  if (restartPolicy === undefined && rules.length === 0) return [];
  return [
    ...(restartPolicy === undefined
      ? [requiredField(`${at}.restartPolicy`, missing)]
      : supported(`${at}.restartPolicy`, restartPolicy, ["Always", "Never", "OnFailure"])),
    ...(rules.length > 20
      ? [tooManyField(`${at}.restartPolicyRules`, { found: rules.length, limit: 20 })]
      : []),
    ...eachItem(rules, `${at}.restartPolicyRules`, validateRestartRule),
  ];
}

function validateRestartRule({ action, exitCodes }: ContainerRestartRule, at: string): InvalidField[] {
  const errors = supported(`${at}.action`, action, ["Restart", "RestartAllContainers"]);
  if (!exitCodes) return [...errors, requiredField(`${at}.exitCodes`, "must be specified")];
  const { operator, values = [] } = exitCodes;
  return [
    ...errors,
    ...supported(`${at}.exitCodes.operator`, operator, ["In", "NotIn"]),
    ...(values.length > 255
      ? [tooManyField(`${at}.exitCodes.values`, { found: values.length, limit: 255 })]
      : []),
  ];
}

/** Fields that an ephemeral container may not have, in Go's order. */
const notEphemeral = [
  "ports",
  "resources",
  "resizePolicy",
  "restartPolicy",
  "restartPolicyRules",
  "livenessProbe",
  "readinessProbe",
  "startupProbe",
  "lifecycle",
] as const;

/** Follows validateEphemeralContainers. */
export function validateEphemeralContainers(
  containers: readonly EphemeralContainer[],
  { at, context }: Place,
): InvalidField[] {
  const { containers: regular, initContainers = [] } = context.spec;
  const others = new Set([...regular, ...initContainers].map(({ name }) => name));
  const names = new Set(others);
  const only = "cannot be set for an Ephemeral Container";
  return eachItem(containers, at, (container, path) => {
    const { name, targetContainerName: target } = container;
    const set = notEphemeral.filter((key) => isSet(container[key]) || (container[key] && isPointer(key)));
    return [
      ...validateContainer(container, { at: path, context }),
      ...validateImagePadding(container.image, `${path}.image`),
      ...takeName(name, { at: path, names }),
      ...(target && !others.has(target) ? [notFoundField(`${path}.targetContainerName`, target)] : []),
      ...set.map((key) => forbiddenField(`${path}.${key}`, only)),
      ...eachItem(container.volumeMounts, `${path}.volumeMounts`, (mount, mountPath) => [
        ...(mount.subPath ? [forbiddenField(`${mountPath}.subPath`, only)] : []),
        ...(mount.subPathExpr ? [forbiddenField(`${mountPath}.subPathExpr`, only)] : []),
      ]),
    ];
  });
}

/** Structs that are there even when nothing is in them. */
function isPointer(key: string): boolean {
  return key === "lifecycle" || key.endsWith("Probe");
}

function isSet(value: unknown): boolean {
  return (
    value !== undefined && !(typeof value === "object" && value !== null && Object.keys(value).length === 0)
  );
}

/** Of Pods only: templates may have it. Follows validateContainerOnlyForPod. */
export function validateImagePadding(image: string | undefined, at: string): InvalidField[] {
  if (!image || image === image.trim()) return [];
  return invalidEach(at, image, ["must not have leading or trailing whitespace"]);
}
