import { readdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../base/errors.ts";
import { defaultVersion, missingPrograms, readBinaries, type ControlPlaneBinaries } from "./binaries.ts";
import { cacheFolder, goPlatform, versionFolder } from "./cache-folder.ts";
import type { CacheLocation } from "../../base/user-cache.ts";

/** Which control plane is looked for. */
export interface FindOptions extends CacheLocation {
  /** Kubernetes version; in the cache any patch of the same minor will do. Default {@link defaultVersion}. */
  readonly version?: string;
  /** Whether kube-controller-manager must be there too. */
  readonly controllerManager?: boolean;
}

/**
 * A control plane that is on this machine already: in KUBEBUILDER_ASSETS, then in the cache. Fetches and builds nothing.
 *
 * @throws UserError CONTROL_PLANE_ASSETS when KUBEBUILDER_ASSETS is set to a folder that is not one.
 */
export function findControlPlane(options: FindOptions = {}): ControlPlaneBinaries | undefined {
  const { version = defaultVersion, controllerManager = false, env = process.env } = options;
  const enough = (binaries: ControlPlaneBinaries | undefined) =>
    binaries && (!controllerManager || binaries.controllerManager) ? binaries : undefined;
  return (
    enough(env.KUBEBUILDER_ASSETS ? readAssets(env.KUBEBUILDER_ASSETS) : undefined) ??
    cached(version, options, enough)
  );
}

function readAssets(dir: string): ControlPlaneBinaries {
  const binaries = readBinaries(dir, "KUBEBUILDER_ASSETS");
  if (binaries) return binaries;
  throw new UserError(
    "CONTROL_PLANE_ASSETS",
    `KUBEBUILDER_ASSETS is set to "${dir}", which has no ${missingPrograms(dir).join(", ")}`,
    {
      hint: "set it to a folder with kube-apiserver, etcd and kubectl, or unset it",
    },
  );
}

function cached(
  version: string,
  location: CacheLocation,
  enough: (binaries: ControlPlaneBinaries | undefined) => ControlPlaneBinaries | undefined,
): ControlPlaneBinaries | undefined {
  const folder = cacheFolder(location);
  for (const name of [versionFolder(version), ...otherPatches(folder, version)]) {
    const found = enough(readBinaries(join(folder, name), "cache"));
    if (found) return found;
  }
  return undefined;
}

/** Folders of the same minor version and platform, newest patch first. */
function otherPatches(folder: string, version: string): string[] {
  const minor = version.split(".").slice(0, 2).join(".");
  const pattern = new RegExp(`^${minor.replaceAll(".", "\\.")}\\.(\\d+)-${goPlatform()}$`);
  const patchOf = (name: string) => Number(pattern.exec(name)?.[1] ?? -1);
  return list(folder)
    .filter((name) => pattern.test(name))
    .sort((a, b) => patchOf(b) - patchOf(a));
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
