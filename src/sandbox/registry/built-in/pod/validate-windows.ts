import type { PodSpec, WindowsSecurityContextOptions } from "../../../../k8s/core/v1.ts";
import { invalidField, invalidTyped } from "../../../admission/field-problem.ts";
import { dnsSubdomain } from "../../../admission/name-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import { containersWithPath } from "./containers-with-path.ts";

/** Follows validateWindowsSecurityContextOptions of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validateWindowsOptions(
  options: WindowsSecurityContextOptions | undefined,
  at: string,
): InvalidField[] {
  if (!options) return [];
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: spec, runAsUserName: user } = options;
  const each = (key: string, value: string | undefined, problems: readonly string[]) =>
    problems.map((problem) => invalidTyped(`${at}.${key}`, value, problem));
  return [
    ...each("gmsaCredentialSpecName", name, name === undefined ? [] : dnsSubdomain(name)),
    ...each("gmsaCredentialSpec", spec, spec === undefined ? [] : specProblems(spec)),
    ...each("runAsUserName", user, user === undefined ? [] : userNameProblems(user)),
  ];
}

const specLimit = 64;

function specProblems(spec: string): string[] {
  const length = Buffer.byteLength(spec);
  if (length === 0) return ["gmsaCredentialSpec cannot be an empty string"];
  return length > specLimit * 1024 ? [`gmsaCredentialSpec size must be under ${specLimit} KiB`] : [];
}

const domainLabel = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
const domainFormat = new RegExp(`^${domainLabel}(?:\\.${domainLabel})*$`);
const netBiosFormat = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;

function userNameProblems(name: string): string[] {
  if (name === "") return ["runAsUserName cannot be an empty string"];

  if (/[\x00-\x1f\x7f]/.test(name)) return ["runAsUserName cannot contain control characters"];
  const parts = name.split("\\");
  if (parts.length > 2) return ["runAsUserName cannot contain more than one backslash"];
  const domain = parts.length === 2 ? parts[0] : undefined;
  return [...domainProblems(domain), ...accountProblems(parts.at(-1) ?? "")];
}

function domainProblems(domain: string | undefined): string[] {
  if (domain === undefined) return [];
  return [
    ...(Buffer.byteLength(domain) >= 256
      ? ["runAsUserName's Domain length must be under 256 characters"]
      : []),
    ...(netBiosFormat.test(domain) || domainFormat.test(domain)
      ? []
      : ["runAsUserName's Domain doesn't match the NetBios nor the DNS format"]),
  ];
}

function accountProblems(user: string): string[] {
  const length = Buffer.byteLength(user);
  return [
    ...(length === 0 ? ["runAsUserName's User cannot be empty"] : []),
    ...(length > 104 ? ["runAsUserName's User length must not be longer than 104 characters"] : []),
    ...(/^[. ]+$/.test(user) ? ["runAsUserName's User cannot contain only periods or spaces"] : []),
    ...(/["/\\:;|=,+*?<>@[\]]/.test(user)
      ? [`runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`]
      : []),
  ];
}

/** All containers are processes of the host, or none. Follows validateWindowsHostProcessPod. */
export function validateHostProcess(spec: PodSpec, at: string): InvalidField[] {
  const pod = spec.securityContext?.windowsOptions?.hostProcess;
  const containers = containersWithPath(spec, at).map(({ container, path }) => ({
    path,
    own: container.securityContext?.windowsOptions?.hostProcess,
  }));
  const onHost = containers.filter(({ own }) => own ?? pod ?? false);
  const differing = containers.filter(({ own }) => pod !== undefined && own !== undefined && own !== pod);
  const errors = differing.map(({ path, own }) =>
    invalidField(
      `${path}.securityContext.windowsOptions.hostProcess`,
      own,
      `pod hostProcess value must be identical if both are specified, was ${pod}`,
    ),
  );
  if (onHost.length === 0) return errors;
  const all = "If pod contains any hostProcess containers then all containers must be HostProcess containers";
  const network = "hostNetwork must be true if pod contains any hostProcess containers";
  return [
    ...errors,
    ...(onHost.length === containers.length ? [] : [invalidField(at, "", all)]),
    ...(spec.hostNetwork ? [] : [invalidField(`${at}.hostNetwork`, false, network)]),
  ];
}
