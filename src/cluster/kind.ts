import { UserError } from "../base/errors.ts";
import { exec } from "./exec.ts";

/** What is asked of kind. */
export interface Kind {
  /** Names of the clusters on this machine. */
  clusters(): Promise<string[]>;
  /** Makes a cluster and waits until its node is ready; its kubeconfig context is `kind-<name>`. */
  create(name: string): Promise<void>;
}

const oldest = [0, 20] as const;
const hint = "Install kind (https://kind.sigs.k8s.io) and a container engine, or use another --cluster.";

/**
 * The kind on the PATH; its version is looked at before its first use.
 *
 * @throws UserError KIND_TOO_OLD, COMMAND_NOT_FOUND, COMMAND_FAILED
 */
export function createKind({ signal, program = "kind" }: { signal: AbortSignal; program?: string }): Kind {
  let checked: Promise<void> | undefined;
  const kind = async (...args: string[]) => {
    await (checked ??= checkVersion(program, signal));
    return exec(program, args, { signal });
  };
  return {
    async clusters() {
      const { stdout } = await kind("get", "clusters"); // "No kind clusters found." goes to standard error
      return stdout.split("\n").filter((line) => line !== "");
    },
    async create(name) {
      await kind("create", "cluster", "--name", name, "--wait", "120s");
    },
  };
}

async function checkVersion(program: string, signal: AbortSignal): Promise<void> {
  const { stdout } = await exec(program, ["version"], { signal, hint });
  const [, major = "0", minor = "0"] = /v(\d+)\.(\d+)/.exec(stdout) ?? [];
  if (Number(major) > oldest[0] || Number(minor) >= oldest[1]) return;
  throw new UserError(
    "KIND_TOO_OLD",
    `cannot use kind ${major}.${minor}: expected ${oldest.join(".")} or newer`,
    { hint },
  );
}
