import type {
  ConfigMapVolumeSource,
  DownwardAPIVolumeSource,
  FCVolumeSource,
  FlexVolumeSource,
  HostPathVolumeSource,
  SecretVolumeSource,
  Volume,
} from "../../../../k8s/core/v1.ts";
import {
  eachItem,
  invalidEach,
  invalidField,
  required,
  requiredField,
  supported,
  tooLongField,
} from "../../../admission/field-problem.ts";
import { dnsLabel, dnsSubdomain } from "../../../admission/name-format.ts";
import { rangeProblems } from "../../../admission/text-format.ts";
import type { InvalidField } from "../../../status-error.ts";
import { validateDescendingPath, validateNoBacksteps } from "./local-path.ts";
import type { PodValidation } from "./pod-validation.ts";
import { validateAzureDisk } from "./validate-azure-disk.ts";
import { validateClaimTemplate } from "./validate-claim-spec.ts";
import { validateDownwardFile } from "./validate-downward-file.ts";
import { validateFileMode } from "./validate-file-mode.ts";
import { validateKeyToPath } from "./validate-key-to-path.ts";
import { validateIscsi, validateQuobyte } from "./validate-network-volume.ts";
import { validateProjected } from "./validate-projected.ts";
import { validatePullPolicy } from "./validate-pull-policy.ts";

interface VolumeSourceRule {
  readonly key: Exclude<keyof Volume, "name" | "emptyDir">;
  /** The name in paths of its problems, where it is not the field's. */
  readonly field?: string;
  /** The name in the path of the problem of being one of several. */
  readonly shown?: string;
  readonly problems: (volume: Volume, at: string, validation: PodValidation) => InvalidField[];
}

/** In the server's order, with its two names for some. Follows validateVolumeSource of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export const volumeSourceRules: readonly VolumeSourceRule[] = [
  { key: "hostPath", problems: ({ hostPath }, at) => validateHostPath(hostPath, at) },
  {
    key: "gitRepo",
    problems: ({ gitRepo }, at) => [
      ...required(`${at}.repository`, gitRepo?.repository),
      ...validateDescendingPath(gitRepo?.directory ?? "", `${at}.directory`),
    ],
  },
  {
    key: "gcePersistentDisk",
    field: "persistentDisk",
    problems: ({ gcePersistentDisk: disk }, at) => [
      ...required(`${at}.pdName`, disk?.pdName),
      ...validatePartition(disk?.partition, `${at}.partition`),
    ],
  },
  {
    key: "awsElasticBlockStore",
    problems: ({ awsElasticBlockStore: disk }, at) => [
      ...required(`${at}.volumeID`, disk?.volumeID),
      ...validatePartition(disk?.partition, `${at}.partition`),
    ],
  },
  { key: "secret", problems: ({ secret }, at) => validateSecret(secret, at) },
  {
    key: "nfs",
    problems: ({ nfs }, at) => [
      ...required(`${at}.server`, nfs?.server),
      ...required(`${at}.path`, nfs?.path),
      ...(nfs?.path.startsWith("/")
        ? []
        : [invalidField(`${at}.path`, nfs?.path, "must be an absolute path")]),
    ],
  },
  { key: "iscsi", problems: ({ iscsi }, at) => validateIscsi(iscsi, at) },
  { key: "glusterfs", problems: ({ glusterfs }, at) => requireAll(glusterfs, at, ["endpoints", "path"]) },
  { key: "flocker", problems: ({ flocker = {} }, at) => validateFlocker(flocker, at) },
  {
    key: "persistentVolumeClaim",
    problems: ({ persistentVolumeClaim: claim }, at) => required(`${at}.claimName`, claim?.claimName),
  },
  {
    key: "rbd",
    problems: ({ rbd }, at) => [
      ...required(`${at}.monitors`, lengthOf(rbd?.monitors)),
      ...required(`${at}.image`, rbd?.image),
    ],
  },
  {
    key: "cinder",
    problems: ({ cinder }, at) => [
      ...required(`${at}.volumeID`, cinder?.volumeID),
      ...(cinder?.secretRef ? required(`${at}.secretRef.name`, cinder.secretRef.name) : []),
    ],
  },
  {
    key: "cephfs",
    shown: "cephFS",
    problems: ({ cephfs }, at) => required(`${at}.monitors`, lengthOf(cephfs?.monitors)),
  },
  { key: "quobyte", problems: ({ quobyte }, at) => validateQuobyte(quobyte, at) },
  {
    key: "downwardAPI",
    shown: "downwarAPI",
    problems: ({ downwardAPI }, at) => validateDownwardAPI(downwardAPI, at),
  },
  { key: "fc", problems: ({ fc = {} }, at) => validateFC(fc, at) },
  { key: "flexVolume", problems: ({ flexVolume }, at) => validateFlex(flexVolume, at) },
  { key: "configMap", problems: ({ configMap = {} }, at) => validateConfigMap(configMap, at) },
  {
    key: "azureFile",
    problems: ({ azureFile }, at) => requireAll(azureFile, at, ["secretName", "shareName"]),
  },
  {
    key: "vsphereVolume",
    problems: ({ vsphereVolume }, at) => requireAll(vsphereVolume, at, ["volumePath"]),
  },
  {
    key: "photonPersistentDisk",
    problems: ({ photonPersistentDisk }, at) => requireAll(photonPersistentDisk, at, ["pdID"]),
  },
  {
    key: "portworxVolume",
    problems: ({ portworxVolume }, at) => requireAll(portworxVolume, at, ["volumeID"]),
  },
  { key: "azureDisk", problems: ({ azureDisk }, at) => (azureDisk ? validateAzureDisk(azureDisk, at) : []) },
  { key: "storageos", problems: validateStorageOS },
  {
    key: "projected",
    problems: ({ projected = {} }, at, validation) => validateProjected(projected, { at, validation }),
  },
  {
    key: "scaleIO",
    problems: ({ scaleIO }, at) => requireAll(scaleIO, at, ["gateway", "system", "volumeName"]),
  },
  { key: "csi", problems: validateCSI },
  {
    key: "ephemeral",
    problems: ({ ephemeral }, at) =>
      ephemeral?.volumeClaimTemplate
        ? validateClaimTemplate(ephemeral.volumeClaimTemplate, `${at}.volumeClaimTemplate`)
        : [requiredField(`${at}.volumeClaimTemplate`)],
  },
  {
    key: "image",
    problems: ({ image }, at, { isPod }) => [
      ...(isPod ? required(`${at}.reference`, image?.reference) : []),
      ...validatePullPolicy(image?.pullPolicy, `${at}.pullPolicy`),
    ],
  },
];

/** A list that must be there may be null. */
function lengthOf(list: readonly unknown[] | null | undefined): number {
  return list?.length ?? 0;
}

function requireAll<T extends object>(
  source: T | undefined,
  at: string,
  keys: readonly (keyof T & string)[],
): InvalidField[] {
  return keys.flatMap((key) => required(`${at}.${key}`, source?.[key]));
}

const hostPathTypes = [
  "",
  "BlockDevice",
  "CharDevice",
  "Directory",
  "DirectoryOrCreate",
  "File",
  "FileOrCreate",
  "Socket",
];

function validateHostPath(source: HostPathVolumeSource | undefined, at: string): InvalidField[] {
  if (!source?.path) return [requiredField(`${at}.path`)];
  return [
    ...validateNoBacksteps(source.path, `${at}.path`),
    ...supported(`${at}.type`, source.type, hostPathTypes),
  ];
}

function validatePartition(partition: number | undefined, at: string): InvalidField[] {
  const fits = partition === undefined || (partition >= 0 && partition <= 255);
  return fits ? [] : [invalidField(at, partition, "must be between 1 and 255, inclusive")];
}

function validateSecret(source: SecretVolumeSource = {}, at: string): InvalidField[] {
  return [
    ...required(`${at}.secretName`, source.secretName),
    ...validateFileMode(source.defaultMode, `${at}.defaultMode`),
    ...eachItem(source.items, `${at}.items`, validateKeyToPath),
  ];
}

function validateConfigMap(source: ConfigMapVolumeSource, at: string): InvalidField[] {
  return [
    ...required(`${at}.name`, source.name),
    ...validateFileMode(source.defaultMode, `${at}.defaultMode`),
    ...eachItem(source.items, `${at}.items`, validateKeyToPath),
  ];
}

function validateFlocker(
  { datasetName = "", datasetUUID = "" }: { datasetName?: string; datasetUUID?: string },
  at: string,
): InvalidField[] {
  const both = "datasetName and datasetUUID can not be specified simultaneously";
  return [
    ...(datasetName || datasetUUID
      ? []
      : [requiredField(at, "one of datasetName and datasetUUID is required")]),
    ...(datasetName && datasetUUID ? [invalidField(at, "resource", both)] : []),
    ...(datasetName.includes("/")
      ? [invalidField(`${at}.datasetName`, datasetName, "must not contain '/'")]
      : []),
  ];
}

/** The files are reported at the volume itself: the server leaves out their place in the list. */
function validateDownwardAPI(source: DownwardAPIVolumeSource = {}, at: string): InvalidField[] {
  return [
    ...validateFileMode(source.defaultMode, `${at}.defaultMode`),
    ...(source.items ?? []).flatMap((file) => validateDownwardFile(file, at)),
  ];
}

function validateFC({ targetWWNs = [], wwids = [], lun }: FCVolumeSource, at: string): InvalidField[] {
  const errors: InvalidField[] = [];
  const names = `${at}.targetWWNs`;
  if (!targetWWNs.length && !wwids.length)
    errors.push(requiredField(names, "must specify either targetWWNs or wwids, but not both"));
  if (targetWWNs.length && wwids.length)
    errors.push(invalidField(names, targetWWNs, "targetWWNs and wwids can not be specified simultaneously"));
  if (!targetWWNs.length) return errors;
  if (lun === undefined)
    errors.push(requiredField(`${at}.lun`, "lun is required if targetWWNs is specified"));
  else
    for (const problem of rangeProblems(lun, { low: 0, high: 255 }))
      errors.push(invalidField(`${at}.lun`, lun, problem));
  return errors;
}

function validateFlex(source: FlexVolumeSource | undefined, at: string): InvalidField[] {
  const reserved = Object.keys(source?.options ?? {}).filter((key) => {
    const namespace = `.${key.split("/")[0]?.toLowerCase()}`;
    return namespace.endsWith(".kubernetes.io") || namespace.endsWith(".k8s.io");
  });
  return [
    ...required(`${at}.driver`, source?.driver),
    ...reserved.map((key) =>
      invalidField(`${at}.options[${key}]`, key, "kubernetes.io and k8s.io namespaces are reserved"),
    ),
  ];
}

function validateStorageOS({ storageos: source = {} }: Volume, at: string): InvalidField[] {
  const { volumeName, volumeNamespace, secretRef } = source;
  return [
    ...(volumeName
      ? invalidEach(`${at}.volumeName`, volumeName, dnsLabel(volumeName))
      : [requiredField(`${at}.volumeName`)]),
    ...(volumeNamespace
      ? invalidEach(`${at}.volumeNamespace`, volumeNamespace, dnsLabel(volumeNamespace))
      : []),
    ...(secretRef ? required(`${at}.secretRef.name`, secretRef.name) : []),
  ];
}

function validateCSI({ csi }: Volume, at: string): InvalidField[] {
  const { driver = "", nodePublishSecretRef: secret } = csi ?? {};
  const field = `${at}.driver`;
  return [
    ...(driver ? [] : [requiredField(field)]),
    ...(Buffer.byteLength(driver) > 63 ? [tooLongField(field, 63)] : []),
    ...(driver ? invalidEach(field, driver, dnsSubdomain(driver.toLowerCase())) : []),
    ...(secret && !secret.name ? [requiredField(`${at}.nodePublishSecretRef.name`)] : []),
    ...(secret?.name ? invalidEach(`${at}.name`, secret.name, dnsSubdomain(secret.name)) : []),
  ];
}
