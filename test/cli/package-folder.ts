import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Npm } from "../../src/cluster/npm.ts";
import { temporaryFolder } from "./run-cli.ts";

/** A built package as a source checkout or an unpacked archive has it, or as npm installed it from `resolved`. */
export function packageFolder(
  options: { resolved?: string; integrity?: string; built?: boolean } = {},
): string {
  const { resolved, integrity, built = true } = options;
  const installed = resolved !== undefined || integrity !== undefined;
  const base = temporaryFolder();
  const root = installed ? join(base, "node_modules", "kubewright") : base;
  mkdirSync(join(root, "dist"), { recursive: true });
  writeFileSync(join(root, "package.json"), JSON.stringify({ name: "kubewright", version: "9.8.7" }));
  if (built) writeFileSync(join(root, "dist", "index.js"), "");
  if (installed) {
    const record = { packages: { "node_modules/kubewright": { version: "9.8.7", resolved, integrity } } };
    writeFileSync(join(base, "node_modules", ".package-lock.json"), JSON.stringify(record));
  }
  return root;
}

/** An npm that records what is asked of it; the archives that it packs hold `content`. */
export function recordingNpm(content = "archive"): Npm & { readonly calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    async pack(folder, destination) {
      calls.push(`pack ${folder}`);
      const file = join(destination, "kubewright-9.8.7.tgz");
      writeFileSync(file, content);
      return file;
    },
    async install(folder) {
      calls.push(`install ${folder}`);
    },
  };
}
