import { existsSync } from "node:fs";
import { mkdtemp, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { projectFile } from "../project/project.ts";
import type { Context } from "./context.ts";
import { removeKubeconfigFile, writeKubeconfigFile } from "./kubeconfig-file.ts";

/** A kubeconfig of a server that lives as long as the command. */
export interface PublishedKubeconfig {
  readonly file: string;
  remove(): Promise<void>;
}

/** Writes it to the file asked for, else to the project's scratch folder, else to a temporary one. */
export async function publishKubeconfig(
  text: string,
  options: { file: string | undefined; context: Pick<Context, "cwd"> },
): Promise<PublishedKubeconfig> {
  const { cwd } = options.context;
  const scratch =
    options.file === undefined && !existsSync(join(cwd, projectFile))
      ? await mkdtemp(join(tmpdir(), "kubewright-"))
      : undefined;
  const file = resolve(cwd, options.file ?? join(scratch ?? ".kubewright", "kubeconfig"));
  await writeKubeconfigFile(file, text, { scratch: options.file === undefined });
  return {
    file,
    async remove() {
      await removeKubeconfigFile(file, text);
      if (scratch !== undefined) await rmdir(dirname(file));
    },
  };
}
