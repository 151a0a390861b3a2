import { UserError } from "../../src/base/errors.ts";
import type { Kind } from "../../src/cluster/kind.ts";

/** A kind whose clusters are names. */
export function memoryKind(): Kind {
  const names = new Set<string>();
  const load = async (name: string) => {
    if (!names.has(name))
      throw new UserError(
        "COMMAND_FAILED",
        `"kind load" ended with exit code 1:\nERROR: no nodes found for cluster "${name}"`,
      );
  };
  return {
    version: async () => "0.99.0",
    clusters: async () => [...names].sort(),
    create: async (name) => void names.add(name),
    delete: async (name) => void names.delete(name),
    loadImage: (_, { name }) => load(name),
    loadArchive: (_, { name }) => load(name),
  };
}
