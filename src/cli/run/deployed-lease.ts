import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LeaseName } from "../../base/run-protocol.ts";
import { readNames } from "./project-roles.ts";

/** Folders whose patches and manifests say how the operator is started. */
const folders = ["config/manager", "config/default"];

/** Where the deployed operator has its lease, and by which name where its flags say so; they win over what the code says. */
export function readDeployedLease(root: string): { namespace: string; flags: Partial<LeaseName> } {
  const text = folders.map((folder) => textIn(join(root, folder))).join("\n");
  const flag = (name: string) => new RegExp(`^[^#\n]*--${name}[= ]([\\w.-]+)`, "m").exec(text)?.[1];
  const name = flag("leader-election-id");
  const namespace = flag("leader-election-namespace");
  return {
    namespace: readNames(root).namespace ?? "default",
    flags: {
      ...(name === undefined ? {} : { name }),
      ...(namespace === undefined ? {} : { namespace }),
    },
  };
}

function textIn(folder: string): string {
  if (!existsSync(folder)) return "";
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
}
