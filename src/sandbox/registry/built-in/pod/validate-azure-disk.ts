import type { AzureDiskVolumeSource } from "../../../../k8s/core/v1.ts";
import { required, supported, unsupportedText } from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";

const diskUris = {
  managed: "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}",
  blob: "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd",
};

/** Follows validateAzureDisk of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validateAzureDisk(source: AzureDiskVolumeSource, at: string): InvalidField[] {
  const { diskName, diskURI, cachingMode, kind } = source;
  const errors = [...required(`${at}.diskName`, diskName), ...required(`${at}.diskURI`, diskURI)];
  if (cachingMode !== undefined)
    errors.push(...supported(`${at}.cachingMode`, cachingMode, ["None", "ReadOnly", "ReadWrite"]));
  if (kind === undefined) return errors;
  errors.push(...supported(`${at}.kind`, kind, ["Dedicated", "Managed", "Shared"]));
  const managed = kind === "Managed";
  if (managed && !diskURI.startsWith("/subscriptions/"))
    errors.push(unsupportedText(`${at}.diskURI`, diskURI, [diskUris.managed]));
  if (!managed && !diskURI.startsWith("https://"))
    errors.push(unsupportedText(`${at}.diskURI`, diskURI, [diskUris.blob]));
  return errors;
}
