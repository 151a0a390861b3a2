import type { ISCSIVolumeSource, QuobyteVolumeSource } from "../../../../k8s/core/v1.ts";
import { invalidEach, invalidField, required, requiredField } from "../../../admission/field-problem.ts";
import { rangeProblems } from "../../../admission/text-format.ts";
import type { InvalidField } from "../../../status-error.ts";

const qualifiedNames: Readonly<Record<string, RegExp>> = {
  iqn: /iqn\.\d{4}-\d{2}\.([[a-zA-Z0-9\-.]+)(:[^,;*&$|\t\n\f\r ]+)$/,
  eui: /^eui.[a-zA-Z0-9]{16}$/,
  naa: /^naa.[a-zA-Z0-9]{32}$/,
};

/** Follows validateISCSIVolumeSource of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validateIscsi(source: ISCSIVolumeSource | undefined, at: string): InvalidField[] {
  if (!source) return [];
  const { targetPortal, iqn, lun, chapAuthDiscovery, chapAuthSession, secretRef, initiatorName } = source;
  return [
    ...required(`${at}.targetPortal`, targetPortal),
    ...(iqn ? validateQualifiedName(iqn, `${at}.iqn`) : [requiredField(`${at}.iqn`)]),
    ...rangeProblems(lun, { low: 0, high: 255 }).map((problem) => invalidField(`${at}.lun`, lun, problem)),
    ...((chapAuthDiscovery || chapAuthSession) && !secretRef ? [requiredField(`${at}.secretRef`)] : []),
    ...(initiatorName === undefined ? [] : validateQualifiedName(initiatorName, `${at}.initiatorname`)),
  ];
}

function validateQualifiedName(name: string, at: string): InvalidField[] {
  const format = qualifiedNames[name.slice(0, 3)];
  if (!format) return [invalidField(at, name, "must be valid format starting with iqn, eui, or naa")];
  return format.test(name) ? [] : [invalidField(at, name, "must be valid format")];
}

/** Follows validateQuobyteVolumeSource. */
export function validateQuobyte(source: QuobyteVolumeSource | undefined, at: string): InvalidField[] {
  const { registry = "", tenant = "", volume } = source ?? {};
  return [...validateRegistry({ registry, tenant }, at), ...required(`${at}.volume`, volume)];
}

function validateRegistry(source: { registry: string; tenant: string }, at: string): InvalidField[] {
  const { registry, tenant } = source;
  const pairs = "must be a host:port pair or multiple pairs separated by commas";
  if (!registry) return [requiredField(`${at}.registry`, pairs)];
  if (Buffer.byteLength(tenant) >= 65)
    return [requiredField(`${at}.tenant`, "must be a UUID and may not exceed a length of 64 characters")];
  const wrong = registry.split(",").filter((pair) => !isHostAndPort(pair));
  return invalidEach(
    `${at}.registry`,
    registry,
    wrong.map(() => pairs),
  );
}

/** What Go's net.SplitHostPort takes. */
function isHostAndPort(pair: string): boolean {
  return /^(\[[^[\]]*\]|[^:[\]]*):[^:[\]]*$/.test(pair);
}
