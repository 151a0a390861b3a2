import { accessSync, constants } from "node:fs";
import { join } from "node:path";

/** The Kubernetes whose control plane is fetched or built where none is given. */
export const defaultVersion = "1.36.3";

/** Where the programs of a control plane are. */
export interface ControlPlaneBinaries {
  readonly source: "KUBEBUILDER_ASSETS" | "cache" | "download" | "build";
  /** The folder that holds them: what KUBEBUILDER_ASSETS may be set to. */
  readonly dir: string;
  readonly kubeApiserver: string;
  readonly etcd: string;
  readonly kubectl: string;
  /** Not part of the envtest archives. */
  readonly controllerManager?: string;
}

/** Names of the programs that every control plane has. */
export const requiredPrograms = ["kube-apiserver", "etcd", "kubectl"] as const;

/** Name of the program that runs garbage collection, Deployments and namespaces. */
export const controllerManagerProgram = "kube-controller-manager";

/** The programs in a folder; undefined when one that every control plane has is missing. */
export function readBinaries(
  dir: string,
  source: ControlPlaneBinaries["source"],
): ControlPlaneBinaries | undefined {
  return missingPrograms(dir).length > 0 ? undefined : binariesOf(dir, source);
}

/** As {@link readBinaries}, for a folder that is known to have them all. */
export function binariesOf(dir: string, source: ControlPlaneBinaries["source"]): ControlPlaneBinaries {
  const controllerManager = programPath(dir, controllerManagerProgram);
  return {
    source,
    dir,
    kubeApiserver: programPath(dir, "kube-apiserver"),
    etcd: programPath(dir, "etcd"),
    kubectl: programPath(dir, "kubectl"),
    ...(isProgram(controllerManager) ? { controllerManager } : {}),
  };
}

/** Those of the required programs that a folder does not have. */
export function missingPrograms(dir: string): string[] {
  return requiredPrograms.filter((name) => !isProgram(programPath(dir, name)));
}

function programPath(dir: string, name: string): string {
  return join(dir, process.platform === "win32" ? `${name}.exe` : name);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
