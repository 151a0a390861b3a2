import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { createNpm, type Npm } from "../../src/cluster/npm.ts";
import { recordingNpm } from "../cli/package-folder.ts";
import { temporaryFolder } from "../cli/run-cli.ts";
import { contract } from "./contract.ts";

function packageFolder(): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "sample", version: "1.2.3" }));
  return folder;
}

await contract<Npm>({
  program: "npm",
  double: () => ({ driver: recordingNpm() }),
  real: async () => ({ driver: createNpm({ signal: new AbortController().signal }) }),
  cases: {
    async "packs a folder into one archive of the folder that it is given, and says which"(npm) {
      const destination = temporaryFolder();
      const file = await npm.pack(packageFolder(), destination);
      expect(dirname(file)).toBe(destination);
      expect(file).toMatch(/\.tgz$/);
      expect(readdirSync(destination)).toHaveLength(1);
      expect(existsSync(file)).toBe(true);
    },
    async "installs a project that depends on nothing"(npm) {
      await npm.install(packageFolder());
    },
  },
});
