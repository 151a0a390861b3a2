import type { Kind } from "../../src/cluster/kind.ts";

/** A kind that only notes what it is asked. */
export function recordingKind(
  overrides: Partial<Kind> = {},
): Kind & { readonly names: string[]; readonly calls: string[] } {
  const names: string[] = [];
  const calls: string[] = [];
  return {
    names,
    calls,
    version: async () => "0.33.0",
    clusters: async () => names,
    create: async (name) => void names.push(name),
    delete: async (name) => void names.splice(names.indexOf(name), 1),
    loadImage: async (image, { name }) => void calls.push(`load ${image} into ${name}`),
    loadArchive: async (file, { name }) => void calls.push(`load file ${file} into ${name}`),
    ...overrides,
  };
}
