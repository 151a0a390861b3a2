import type {
  Container,
  GRPCAction,
  HTTPGetAction,
  LifecycleHandler,
  Probe,
} from "../../../../k8s/core/v1.ts";
import {
  forbiddenField,
  invalidField,
  nonNegative,
  required,
  requiredField,
  supported,
} from "../../../admission/field-problem.ts";
import { headerNameProblems, portNameProblems, portNumberProblems } from "../../../admission/text-format.ts";
import type { InvalidField } from "../../../status-error.ts";

/** Lifecycle and probes, in the server's order. Follows validateLifecycle, validateLivenessProbe … of k8s.io/kubernetes/pkg/apis/core/validation. */
export function validateProbes(
  container: Container,
  options: { at: string; gracePeriod: number | undefined },
): InvalidField[] {
  const { at, gracePeriod } = options;
  const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  const { postStart, preStop } = lifecycle ?? {};
  const handler = (action: LifecycleHandler | undefined, field: string) =>
    action
      ? validateHandler(action, { at: `${at}.lifecycle.${field}`, gracePeriod, keys: lifecycleKeys })
      : [];
  return [
    ...handler(postStart, "postStart"),
    ...handler(preStop, "preStop"),
    ...validateProbe(livenessProbe, `${at}.livenessProbe`),
    ...validateSuccess(livenessProbe, `${at}.livenessProbe`),
    ...validateProbe(readinessProbe, `${at}.readinessProbe`),
    ...validateNoGrace(readinessProbe, `${at}.readinessProbe`),
    ...validateProbe(startupProbe, `${at}.startupProbe`),
    ...validateSuccess(startupProbe, `${at}.startupProbe`),
  ];
}

function validateProbe(probe: Probe | undefined, at: string): InvalidField[] {
  if (!probe) return [];
  const counts = [
    "initialDelaySeconds",
    "timeoutSeconds",
    "periodSeconds",
    "successThreshold",
    "failureThreshold",
  ] as const;
  const grace = probe.terminationGracePeriodSeconds;
  const field = `${at}.terminationGracePeriodSeconds`;
  return [
    ...validateHandler(probe, { at, gracePeriod: undefined, keys: probeKeys }),
    ...counts.flatMap((key) => nonNegative(`${at}.${key}`, probe[key])),
    ...(grace !== undefined && grace <= 0 ? [invalidField(field, grace, "must be greater than 0")] : []),
  ];
}

function validateSuccess(probe: Probe | undefined, at: string): InvalidField[] {
  if (!probe || probe.successThreshold === 1) return [];
  return [invalidField(`${at}.successThreshold`, probe.successThreshold ?? 0, "must be 1")];
}

function validateNoGrace(probe: Probe | undefined, at: string): InvalidField[] {
  const grace = probe?.terminationGracePeriodSeconds;
  if (grace === undefined) return [];
  return [invalidField(`${at}.terminationGracePeriodSeconds`, grace, "must not be set for readinessProbes")];
}

/** Actions of which one may be set, in the server's order. */
const probeKeys = ["exec", "httpGet", "tcpSocket", "grpc"] as const;
const lifecycleKeys = ["exec", "httpGet", "tcpSocket", "sleep"] as const;

function validateHandler(
  handler: Probe & LifecycleHandler,
  options: {
    at: string;
    gracePeriod: number | undefined;
    keys: typeof probeKeys | typeof lifecycleKeys;
  },
): InvalidField[] {
  const { at, gracePeriod, keys } = options;
  const [first, ...others] = keys.filter((key) => handler[key] !== undefined);
  if (!first) return [requiredField(at, "must specify a handler type")];
  return [
    ...validateAction(handler, { key: first, at: `${at}.${first}`, gracePeriod }),
    ...others.map((key) => forbiddenField(`${at}.${key}`, "may not specify more than 1 handler type")),
  ];
}

function validateAction(
  handler: Probe & LifecycleHandler,
  options: { key: string; at: string; gracePeriod: number | undefined },
): InvalidField[] {
  const { key, at, gracePeriod } = options;
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler;
  if (key === "exec") return required(`${at}.command`, exec?.command?.length);
  if (httpGet && key === "httpGet") return validateHttpGet(httpGet, at);
  if (tcpSocket && key === "tcpSocket") return validatePort(tcpSocket.port, `${at}.port`);
  if (grpc && key === "grpc") return validateGrpc(grpc, at);
  return sleep ? validateSleep(sleep.seconds, { at, gracePeriod }) : [];
}

function validateHttpGet(
  { path, port, scheme, httpHeaders = [] }: HTTPGetAction,
  at: string,
): InvalidField[] {
  return [
    ...required(`${at}.path`, path),
    ...validatePort(port, `${at}.port`),
    ...supported(`${at}.scheme`, scheme, ["HTTP", "HTTPS"]),
    ...httpHeaders.flatMap(({ name }) =>
      headerNameProblems(name).map((problem) => invalidField(`${at}.httpHeaders`, name, problem)),
    ),
  ];
}

function validateGrpc({ port }: GRPCAction, at: string): InvalidField[] {
  return validatePort(port, `${at}.port`);
}

/** A number or a name. Follows ValidatePortNumOrName. */
export function validatePort(port: number | string, at: string): InvalidField[] {
  const problems = typeof port === "number" ? portNumberProblems(port) : portNameProblems(port);
  return problems.map((problem) => invalidField(at, port, problem));
}

function validateSleep(
  seconds: number,
  { at, gracePeriod }: { at: string; gracePeriod: number | undefined },
): InvalidField[] {
  if (gracePeriod === undefined || (seconds >= 0 && seconds <= gracePeriod)) return [];
  const problem = `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`;
  return [invalidField(at, seconds, problem)];
}
