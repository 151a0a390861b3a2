import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { createKind, type Kind } from "../../src/cluster/kind.ts";
import { temporaryFolder } from "../cli/run-cli.ts";
import { contract } from "./contract.ts";
import { memoryKind } from "./memory-kind.ts";

const absent = "kubewright-contract-absent";

// what needs no node image; clusters are made and used in test/e2e
await contract<Kind>({
  program: "kind",
  double: () => ({ driver: memoryKind() }),
  async real() {
    const driver = createKind({ signal: new AbortController().signal });
    await driver.clusters(); // without an engine it says so
    return { driver };
  },
  cases: {
    async "says its version"(kind) {
      expect(await kind.version()).toMatch(/^\d+\.\d+/);
    },
    async "lists no cluster that nobody has made"(kind) {
      expect(await kind.clusters()).not.toContain(absent);
    },
    async "does not mind deleting a cluster that is not there"(kind) {
      await kind.delete(absent);
    },
    async "loads nothing into a cluster that is not there, and says so"(kind) {
      const archive = join(temporaryFolder(), "image.tar");
      writeFileSync(archive, "");
      await expect(kind.loadArchive(archive, { name: absent })).rejects.toMatchObject({
        code: "COMMAND_FAILED",
        message: expect.stringContaining(`no nodes found for cluster "${absent}"`) as string,
      });
    },
  },
});
