import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import { createLogger } from "../../src/base/logger.ts";
import { createKubectl, type Kubectl } from "../../src/cluster/kubectl.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { recordingKubectl } from "../cli/recording-kubectl.ts";
import { contract } from "./contract.ts";

const map = (name: string, value: string) => `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: default }
data: { key: ${value} }
`;
const names = (objects: readonly { metadata: { name: string } }[]) =>
  objects.map(({ metadata }) => metadata.name);

// the server of the real one is a sandbox
await contract<Kubectl>({
  program: "kubectl",
  double: () => ({ driver: recordingKubectl() }),
  async real() {
    const sandbox = await startSandbox({
      clock: systemClock,
      logger: createLogger({ write: () => {}, now: () => 0 }),
    });
    const cwd = mkdtempSync(join(tmpdir(), "kubewright-contract-"));
    const kubeconfig = join(cwd, "kubeconfig");
    writeFileSync(kubeconfig, sandbox.kubeconfig());
    const program = process.env.KUBECTL ? { program: process.env.KUBECTL } : {};
    const driver = createKubectl({ cwd, kubeconfig, signal: new AbortController().signal, ...program });
    const end = async () => {
      await sandbox.stop();
      rmSync(cwd, { recursive: true });
    };
    try {
      await driver.clientVersion();
    } catch (error) {
      await end();
      throw error;
    }
    return { driver, end };
  },
  cases: {
    async "says its version, the server's and the context"(kubectl) {
      expect(await kubectl.clientVersion()).toMatch(/^\d+\.\d+\.\d+/);
      expect(await kubectl.serverVersion()).toMatch(/^\d+\.\d+\.\d+/);
      expect(await kubectl.context()).toMatch(/./);
    },
    async "applies several objects, with a line for each, and finds them again"(kubectl) {
      const both = `${map("a", "left")}---\n${map("b", "right")}`;
      expect(await kubectl.apply(both)).toEqual([
        "configmap/a serverside-applied",
        "configmap/b serverside-applied",
      ]);
      expect(names(await kubectl.live(both))).toEqual(["a", "b"]);
    },
    async "finds none where none is"(kubectl) {
      expect(await kubectl.live(map("none", "left"))).toEqual([]);
    },
    async "shows what an apply would do without doing it"(kubectl) {
      await kubectl.apply(map("a", "left"));
      expect(await kubectl.preview(map("a", "right"))).toMatchObject([{ data: { key: "right" } }]);
      expect(await kubectl.live(map("a", "left"))).toMatchObject([{ data: { key: "left" } }]);
    },
    async "deletes what is there, with a line for each, and does not mind what is not"(kubectl) {
      await kubectl.apply(map("a", "left"));
      const deleted = await kubectl.delete(map("a", "left"), { timeoutSeconds: 20 });
      expect(deleted).toEqual([expect.stringMatching(/^configmap.*a.* deleted/)]);
      expect(await kubectl.delete(map("a", "left"), { timeoutSeconds: 20 })).toEqual([]);
      expect(await kubectl.live(map("a", "left"))).toEqual([]);
    },
    async "has no definitions where none are, as a list"(kubectl) {
      expect(JSON.parse(await kubectl.definitions())).toMatchObject({ kind: "List", items: [] });
    },
    async "waits for nothing without asking"(kubectl) {
      await kubectl.wait("established", { objects: [], timeoutSeconds: 1 });
    },
  },
});
