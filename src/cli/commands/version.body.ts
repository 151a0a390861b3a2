import type { Context } from "../context.ts";
import { readVersion } from "../package.ts";

export interface VersionInput {
  readonly output?: "text" | "json";
}

export async function runVersion({ output = "text" }: VersionInput, { print }: Context): Promise<void> {
  const versions = {
    kubewright: readVersion(),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
  };
  if (output === "json") print(JSON.stringify(versions));
  else for (const [name, value] of Object.entries(versions)) print(`${name} ${value}`);
}
