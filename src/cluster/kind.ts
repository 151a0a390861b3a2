import { UserError } from "../base/errors.ts";
import { exec } from "./exec.ts";

/** What is asked of kind. */
export interface Kind {
  /** Its own version: `0.33.0`. */
  version(): Promise<string>;
  /** Names of the clusters on this machine. */
  clusters(): Promise<string[]>;
  /**
   * Makes a cluster and waits until its node is ready; its kubeconfig context is `kind-<name>`. `image` is that of its node, such as
   * `kindest/node:v1.36.1`, by default kind's own choice; `config` is a file as kind's documentation has it.
   */
  create(name: string, options?: KindClusterOptions): Promise<void>;
  /** Ends a cluster, and takes it out of the kubeconfig; one that is not there is none of its concern. */
  delete(name: string): Promise<void>;
  /** Copies an image of the container engine onto every node. */
  loadImage(image: string, options: { name: string }): Promise<void>;
  /** Loads the images of an archive, as `docker save` or `kubewright build --oci` write it, onto every node. */
  loadArchive(file: string, options: { name: string }): Promise<void>;
}

export interface KindClusterOptions {
  readonly image?: string;
  readonly config?: string;
  /** Where the context is written; by default $KUBECONFIG, else ~/.kube/config. */
  readonly kubeconfig?: string;
}

const oldest = [0, 20] as const;
const hint = "Install kind (https://kind.sigs.k8s.io) and a container engine, or use another --cluster.";

/**
 * The kind on the PATH; its version is looked at before its first use. `onLine` gets what it says of its progress.
 *
 * @throws UserError KIND_TOO_OLD, COMMAND_NOT_FOUND, COMMAND_FAILED
 */
export function createKind({
  signal,
  program = "kind",
  onLine,
}: {
  signal: AbortSignal;
  program?: string;
  onLine?: (line: string) => void;
}): Kind {
  let checked: Promise<string> | undefined;
  const version = () => (checked ??= checkVersion(program, signal));
  const kind = async (...args: string[]) => {
    await version();
    return exec(program, args, { signal, ...(onLine === undefined ? {} : { onLine }) });
  };
  return {
    version,
    async clusters() {
      await version();
      const { stdout } = await exec(program, ["get", "clusters"], { signal }); // "No kind clusters found." goes to standard error
      return stdout.split("\n").filter((line) => line !== "");
    },
    async create(name, { image, config, kubeconfig } = {}) {
      await kind(
        ...["create", "cluster", "--name", name, "--wait", "120s"],
        ...(image === undefined ? [] : ["--image", image]),
        ...(config === undefined ? [] : ["--config", config]),
        ...(kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig]),
      );
    },
    async delete(name) {
      await kind("delete", "cluster", "--name", name);
    },
    async loadImage(image, { name }) {
      await kind("load", "docker-image", image, "--name", name);
    },
    async loadArchive(file, { name }) {
      await kind("load", "image-archive", file, "--name", name);
    },
  };
}

async function checkVersion(program: string, signal: AbortSignal): Promise<string> {
  const { stdout } = await exec(program, ["version"], { signal, hint });
  const [, version = "0.0", major = "0", minor = "0"] = /v((\d+)\.(\d+)[^\s]*)/.exec(stdout) ?? [];
  if (Number(major) > oldest[0] || Number(minor) >= oldest[1]) return version;
  throw new UserError(
    "KIND_TOO_OLD",
    `cannot use kind ${major}.${minor}: expected ${oldest.join(".")} or newer`,
    { hint },
  );
}
