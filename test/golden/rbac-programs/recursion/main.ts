import type { Client, Resource } from "../../../../src/index.ts";
import { Namespace, Pod, Secret } from "../../../../src/k8s/core/v1.ts";

interface Tree {
  readonly kind: Resource;
  readonly children?: readonly Tree[];
}

const tree: Tree = { kind: Namespace, children: [{ kind: Pod, children: [{ kind: Secret }] }] };

async function walk(client: Client, { kind, children = [] }: Tree, depth = 0): Promise<void> {
  await client.list(kind);
  for (const child of children) await walk(client, child, depth + 1);
}

const retry = async <T>(f: () => Promise<T>, times = 3): Promise<T> => {
  try {
    return await f();
  } catch (error) {
    if (times === 0) throw error;
    return retry(f, times - 1);
  }
};

export async function run(client: Client): Promise<void> {
  await retry(() => walk(client, tree));
}
