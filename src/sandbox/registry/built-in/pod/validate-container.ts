import type { Container, ContainerPort, ContainerResizePolicy } from "../../../../k8s/core/v1.ts";
import {
  duplicateField,
  eachItem,
  invalidEach,
  invalidField,
  invalidTyped,
  required,
  requiredField,
  requiredOneOf,
} from "../../../admission/field-problem.ts";
import { dnsLabel } from "../../../admission/name-format.ts";
import { portNameProblems, portNumberProblems } from "../../../admission/text-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import { sharesHostUsers, type PodContext } from "./pod-validation.ts";
import { validateEnv, validateEnvFrom } from "./validate-env.ts";
import { validateDevices, validateMounts } from "./validate-mounts.ts";
import { validatePullPolicy } from "./validate-pull-policy.ts";
import { validateContainerResourceName, validateResources } from "./validate-resources.ts";
import { validateSecurityContext } from "./validate-security-context.ts";

/** What holds for containers of all three kinds. Follows validateContainerCommon of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validateContainer(
  container: Container,
  { at, context }: { at: string; context: PodContext },
): InvalidField[] {
  const { name, image, terminationMessagePolicy } = container;
  const { volumes, spec } = context;
  return [
    ...(name ? invalidEach(`${at}.name`, name, dnsLabel(name)) : [requiredField(`${at}.name`)]),
    ...required(`${at}.image`, image),
    ...requiredOneOf(`${at}.terminationMessagePolicy`, terminationMessagePolicy, [
      "File",
      "FallbackToLogsOnError",
    ]),
    ...validatePorts(container.ports, `${at}.ports`),
    ...validateEnv(container.env, `${at}.env`),
    ...validateEnvFrom(container.envFrom, `${at}.envFrom`),
    ...validateMounts(container, { at: `${at}.volumeMounts`, volumes }),
    ...validateDevices(container, { at: `${at}.volumeDevices`, volumes }),
    ...validatePullPolicy(container.imagePullPolicy, `${at}.imagePullPolicy`),
    ...validateResources(container.resources ?? {}, {
      at: `${at}.resources`,
      claimNames: context.claimNames,
      looseHugePages: context.validation.looseHugePages,
      validateName: validateContainerResourceName,
    }),
    ...validateResizePolicy(container.resizePolicy, {
      at: `${at}.resizePolicy`,
      never: spec.restartPolicy === "Never",
    }),
    ...validateSecurityContext(container.securityContext, {
      at: `${at}.securityContext`,
      hostUsers: sharesHostUsers(spec),
    }),
  ];
}

/** Follows validateContainerPorts. */
function validatePorts(ports: readonly ContainerPort[] | undefined, at: string): InvalidField[] {
  const names = new Set<string>();
  return eachItem(ports, at, (port, path) => {
    const { containerPort, hostPort } = port;
    return [
      ...validatePortName(port.name, { at: `${path}.name`, names }),
      ...(containerPort
        ? portNumberProblems(containerPort).map((problem) =>
            invalidField(`${path}.containerPort`, containerPort, problem),
          )
        : [requiredField(`${path}.containerPort`)]),
      ...(hostPort
        ? portNumberProblems(hostPort).map((problem) => invalidField(`${path}.hostPort`, hostPort, problem))
        : []),
      ...requiredOneOf(`${path}.protocol`, port.protocol, ["SCTP", "TCP", "UDP"]),
    ];
  });
}

function validatePortName(
  name: string | undefined,
  { at, names }: { at: string; names: Set<string> },
): InvalidField[] {
  if (!name) return [];
  const problems = portNameProblems(name);
  if (problems.length) return invalidEach(at, name, problems);
  if (names.has(name)) return [duplicateField(at, name)];
  names.add(name);
  return [];
}

/** Problems are reported at the list. Follows validateResizePolicy. */
function validateResizePolicy(
  policies: readonly ContainerResizePolicy[] | undefined,
  { at, never }: { at: string; never: boolean },
): InvalidField[] {
  const seen = new Set<string>();
  const must = "must be 'NotRequired' when pod `restartPolicy` is 'Never'";
  return eachItem(policies, at, ({ resourceName, restartPolicy }, path) => {
    const doubled = seen.has(resourceName);
    seen.add(resourceName);
    return [
      ...(doubled ? [duplicateField(path, resourceName)] : []),
      ...requiredOneOf(at, resourceName, ["cpu", "memory"]),
      ...requiredOneOf(at, restartPolicy, ["NotRequired", "RestartContainer"]),
      ...(never && restartPolicy !== "NotRequired" ? [invalidTyped(at, restartPolicy, must)] : []),
    ];
  });
}
