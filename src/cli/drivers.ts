import type { ContainerEngine, EngineName } from "../cluster/engine/container-engine.ts";
import type { Git } from "../cluster/git.ts";
import type { Kind } from "../cluster/kind.ts";
import type { Kubectl, KubectlTarget } from "../cluster/kubectl.ts";
import type { Npm } from "../cluster/npm.ts";
import type { ProgramName, ProgramVersion } from "../cluster/program-version.ts";

/** The outside programs that commands use, each loaded when it is needed. */
export interface Drivers {
  npm(): Promise<Npm>;
  kubectl(target?: KubectlTarget): Promise<Kubectl>;
  kind(): Promise<Kind>;
  git(): Promise<Git>;
  /** The container engine of that name; without one, the first that works here. */
  engine(name: EngineName | undefined, options: { onLine: (line: string) => void }): Promise<ContainerEngine>;
  /** Which version of a program is on the PATH, if any. */
  version(program: ProgramName): Promise<ProgramVersion>;
}

/** Those that really run the programs; $KUBECTL names another kubectl. */
export function createDrivers(options: {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}): Drivers {
  const { cwd, env, signal } = options;
  return {
    npm: async () => (await import("../cluster/npm.ts")).createNpm({ signal }),
    kubectl: async (target) => {
      const { createKubectl } = await import("../cluster/kubectl.ts");
      return createKubectl({ cwd, signal, ...target, ...(env.KUBECTL ? { program: env.KUBECTL } : {}) });
    },
    kind: async () => (await import("../cluster/kind.ts")).createKind({ signal }),
    git: async () => (await import("../cluster/git.ts")).createGit({ cwd, signal }),
    engine: async (name, { onLine }) =>
      (await import("../cluster/engine/find-engine.ts")).findEngine(name, { signal, onLine }),
    version: async (program) =>
      (await import("../cluster/program-version.ts")).askVersion(program, { signal }),
  };
}
