import type { Container, Volume, VolumeDevice, VolumeMount } from "../../../../k8s/core/v1.ts";
import {
  eachItem,
  forbiddenField,
  invalidField,
  notFoundField,
  required,
  supported,
} from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import { validateDescendingPath } from "./local-path.ts";

type Mounting = Pick<Container, "volumeMounts" | "volumeDevices" | "securityContext">;

/**
 * Follows ValidateVolumeMounts of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. Some problems are reported at the list: the server
 * leaves out the place in it.
 */
export function validateMounts(
  container: Mounting,
  options: { at: string; volumes: ReadonlyMap<string, unknown> },
): InvalidField[] {
  const { at, volumes } = options;
  const devices = container.volumeDevices ?? [];
  const seen = new Set<string>();
  return eachItem(container.volumeMounts, at, (mount, path) => {
    const { name, mountPath } = mount;
    const field = `${path}.mountPath`;
    const errors = [
      ...required(`${path}.name`, name),
      ...(volumes.has(name) ? [] : [notFoundField(`${path}.name`, name)]),
      ...required(field, mountPath),
      ...(seen.has(mountPath) ? [invalidField(field, mountPath, "must be unique")] : []),
      ...(devices.some((device) => device.name === name)
        ? [invalidField(`${path}.name`, name, "must not already exist in volumeDevices")]
        : []),
      ...(lastPaths(devices.map((device) => [device.name, device.devicePath])).includes(mountPath)
        ? [invalidField(field, mountPath, "must not already exist as a path in volumeDevices")]
        : []),
      ...validateSubPaths(mount, { at, path }),
      ...validatePropagation(mount, { at: `${at}.mountPropagation`, container }),
      ...validateRecursive(mount, `${at}.recursiveReadOnly`),
    ];
    seen.add(mountPath);
    return errors;
  });
}

/** The server keeps one path a name. */
function lastPaths(pairs: readonly (readonly [string, string])[]): string[] {
  return [...new Map(pairs).values()];
}

function validateSubPaths(mount: VolumeMount, options: { at: string; path: string }): InvalidField[] {
  const { at, path } = options;
  const { subPath, subPathExpr } = mount;
  return [
    ...(subPath ? validateDescendingPath(subPath, `${at}.subPath`) : []),
    ...(subPath && subPathExpr
      ? [invalidField(`${path}.subPathExpr`, subPathExpr, "subPathExpr and subPath are mutually exclusive")]
      : []),
    ...(subPathExpr ? validateDescendingPath(subPathExpr, `${at}.subPathExpr`) : []),
  ];
}

function validatePropagation(
  { mountPropagation: propagation }: VolumeMount,
  options: { at: string; container: Mounting },
): InvalidField[] {
  const { at, container } = options;
  if (propagation === undefined) return [];
  const privileged = container.securityContext?.privileged === true;
  return [
    ...supported(at, propagation, ["Bidirectional", "HostToContainer", "None"]),
    ...(propagation === "Bidirectional" && !privileged
      ? [forbiddenField(at, "Bidirectional mount propagation is available only to privileged containers")]
      : []),
  ];
}

function validateRecursive(mount: VolumeMount, at: string): InvalidField[] {
  const { recursiveReadOnly: mode, readOnly, mountPropagation: propagation } = mount;
  if (mode === undefined || mode === "Disabled") return [];
  if (mode !== "Enabled" && mode !== "IfPossible")
    return supported(at, mode, ["Disabled", "Enabled", "IfPossible"]);
  const shared = propagation !== undefined && propagation !== "None";
  return [
    ...(readOnly ? [] : [forbiddenField(at, "may only be specified when readOnly is true")]),
    ...(shared
      ? [forbiddenField(at, "may only be specified when mountPropagation is None or not specified")]
      : []),
  ];
}

/** Follows ValidateVolumeDevices. */
export function validateDevices(
  container: Mounting,
  options: { at: string; volumes: ReadonlyMap<string, Volume> },
): InvalidField[] {
  const { at, volumes } = options;
  const mounts = container.volumeMounts ?? [];
  const [names, paths] = [new Set<string>(), new Set<string>()];
  return eachItem(container.volumeDevices, at, ({ name, devicePath }, path) => {
    const field = `${path}.devicePath`;
    const backsteps = devicePath.split("/").includes("..");
    const errors = [
      ...required(`${path}.name`, name),
      ...(names.has(name) ? [invalidField(`${path}.name`, name, "must be unique")] : []),
      ...validateBlock(volumes.get(name), { name, at: `${path}.name` }),
      ...required(field, devicePath),
      ...(paths.has(devicePath) ? [invalidField(field, devicePath, "must be unique")] : []),
      ...(backsteps ? [invalidField(field, devicePath, "can not contain backsteps ('..')")] : []),
      ...(mounts.some((mount) => mount.name === name)
        ? [invalidField(`${path}.name`, name, "must not already exist in volumeMounts")]
        : []),
      ...(lastPaths(mounts.map((mount) => [mount.name, mount.mountPath])).includes(devicePath)
        ? [invalidField(field, devicePath, "must not already exist as a path in volumeMounts")]
        : []),
    ];
    if (!backsteps) paths.add(devicePath);
    if (name) names.add(name);
    return errors;
  });
}

function validateBlock(
  volume: Volume | undefined,
  { name, at }: { name: VolumeDevice["name"]; at: string },
): InvalidField[] {
  if (!volume) return [notFoundField(at, name)];
  if (volume.persistentVolumeClaim ?? volume.ephemeral) return [];
  const problem = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode";
  return [invalidField(at, name, problem)];
}
