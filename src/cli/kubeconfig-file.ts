import { basename, dirname } from "node:path";
import { UserError } from "../base/errors.ts";
import { isJsonObject } from "../base/json.ts";
import { applyPlan } from "../files/apply.ts";
import { FileTree } from "../files/tree.ts";
import { parseYaml } from "../kube/yaml.ts";

/**
 * Writes a kubeconfig that only its owner can read. A file that is there is replaced only if it is scratch of ours or holds
 * the same contexts: other credentials are never lost.
 *
 * @throws UserError KUBECONFIG_EXISTS
 */
export async function writeKubeconfigFile(
  file: string,
  text: string,
  options: { scratch?: boolean } = {},
): Promise<void> {
  const tree = new FileTree(dirname(file));
  const existing = tree.read(basename(file));
  if (existing !== undefined && !options.scratch && contextsOf(existing) !== contextsOf(text)) {
    throw new UserError(
      "KUBECONFIG_EXISTS",
      `cannot write "${file}": the file holds another kubeconfig, which would be lost`,
      {
        hint: "Give the name of a new file.",
      },
    );
  }
  tree.write(basename(file), text, { ownership: "managed", mode: 0o600 });
  await applyPlan(tree.plan());
}

/** Takes the file away again, if it is still as we wrote it. */
export async function removeKubeconfigFile(file: string, text: string): Promise<void> {
  const tree = new FileTree(dirname(file));
  if (tree.read(basename(file)) !== text) return;
  tree.delete(basename(file));
  await applyPlan(tree.plan());
}

/** The line that makes kubectl in another shell use the file. */
export function exportLine(file: string): string {
  return `export KUBECONFIG=${/^[\w./:@%+=-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`}`;
}

function contextsOf(text: string): string {
  const [config] = parseYaml(text);
  const contexts = isJsonObject(config) && Array.isArray(config.contexts) ? config.contexts : [];
  return JSON.stringify(
    contexts.map((context: unknown) => (isJsonObject(context) ? context.name : undefined)),
  );
}
