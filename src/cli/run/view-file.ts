import { join } from "node:path";
import { isJsonObject } from "../../base/json.ts";
import { applyPlan } from "../../files/apply.ts";
import { FileTree } from "../../files/tree.ts";

/** Where the `run` of a project serves what it sees. */
export interface ViewAddress {
  readonly url: string;
  readonly token: string;
}

const folder = ".kubewright";
const file = "view.json";

/** Says, to the owner of the project alone, where its `run` can be asked. Returns how to take that back. */
export async function writeViewFile(root: string, address: ViewAddress): Promise<() => Promise<void>> {
  const text = `${JSON.stringify(address)}\n`;
  const tree = new FileTree(join(root, folder));
  tree.write(file, text, { ownership: "managed", mode: 0o600 });
  await applyPlan(tree.plan());
  return async () => {
    const now = new FileTree(join(root, folder));
    if (now.read(file) !== text) return;
    now.delete(file);
    await applyPlan(now.plan());
  };
}

/** Where the `run` of a project can be asked; undefined where none says so. One that was killed may have left it. */
export function readViewFile(root: string): ViewAddress | undefined {
  const text = new FileTree(join(root, folder)).read(file);
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    return isJsonObject(value) && typeof value.url === "string" && typeof value.token === "string"
      ? { url: value.url, token: value.token }
      : undefined;
  } catch {
    return undefined;
  }
}
