import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, inject, test } from "vitest";
import { createControlGroups } from "./control-groups.ts";
import { inside } from "./inside.ts";
import { createLayout, folderPrefix, node, ownerFile, volumesMountPoint } from "./layout.ts";
import { removeLeftovers } from "./leftovers.ts";
import { innerProcess } from "./machine.ts";
import { startNode } from "./start-node.ts";
import { namespaceOf, processesIn, readTraces } from "./traces.ts";

const execute = promisify(execFile);
const shared = inject("node");

describe.skipIf(!shared)("a real node", () => {
  const { kubectl: program, kubeconfig, init } = shared ?? { kubectl: "", kubeconfig: "", init: 0 };
  const kubectl = async (...args: string[]) =>
    (await execute(program, ["--kubeconfig", kubeconfig, ...args])).stdout;

  test("runs Pods that find Services by name and reach the API server", async () => {
    const { run } = inside(init);
    expect(
      await kubectl("get", "node", node.name, "--output", "jsonpath={.status.nodeInfo.osImage}"),
    ).not.toBe("");
    // the resolver of the node's own mounts is the machine's; the question goes to the Service's address
    const ask = `const resolver = new (require("node:dns").promises.Resolver)();
      resolver.setServers(["${node.dns}"]);
      resolver.resolve4("kubernetes.default.svc.cluster.local").then((found) => console.log(found.join()));`;
    expect((await run(process.execPath, "-e", ask)).trim()).toBe(node.apiService);
    const answer = await run("bash", "-c", `exec 3<>/dev/tcp/${node.apiService}/443 && echo open`);
    expect(answer.trim()).toBe("open");
  });

  test("has no way out", async () => {
    const { run } = inside(init);
    expect(await run("ip", "-oneline", "link", "show", "type", "bridge")).toContain("node0");
    expect(await run("ip", "route", "show", "default")).toBe("default dev node0 scope link \n");
  });
});

describe.skipIf(!shared)("a node that has ended", () => {
  test("leaves no process, mount, link, rule, setting or folder", async () => {
    const before = { ...readTraces(), folders: nodeFolders() };
    const other = await startNode();
    const namespace = namespaceOf(String(other.init)) ?? "";
    expect(processesIn(namespace).length).toBeGreaterThan(8);
    await other.stop();
    expect(processesIn(namespace)).toEqual([]);
    expect({ ...readTraces(), folders: nodeFolders() }).toEqual(before);
  });

  test("ends with its owner, also when that is killed; the next one clears its folder away", async () => {
    const before = nodeFolders();
    const layout = createLayout();
    mkdirSync(volumesMountPoint, { recursive: true });
    layout.write("control-groups", createControlGroups(basename(layout.folder)).lines);
    const script = fileURLToPath(new URL("init.sh", import.meta.url));
    const start = `require("node:child_process").spawn("bash", ${JSON.stringify([script, layout.folder])}, {
      stdio: ["pipe", "inherit", "inherit"], detached: true }).on("spawn", function () { console.log(this.pid); });`;
    const owner = spawn(process.execPath, ["-e", start], { stdio: ["ignore", "pipe", "inherit"] });
    layout.write(ownerFile, String(owner.pid));
    const lines = createInterface({ input: owner.stdout })[Symbol.asyncIterator]();
    const outer = String((await lines.next()).value);
    expect(await lines.next()).toMatchObject({ value: "ready" });
    const namespace = namespaceOf(innerProcess(Number(outer))) ?? "";
    expect(processesIn(namespace)).toHaveLength(1);
    owner.kill("SIGKILL");
    await once(owner, "exit");
    await expect.poll(() => processesIn(namespace)).toEqual([]);
    await removeLeftovers();
    expect(nodeFolders()).toEqual(before);
  });
});

function nodeFolders(): string[] {
  return [
    ...readdirSync(tmpdir()).filter((name) => name.startsWith(folderPrefix)),
    ...(existsSync(volumesMountPoint) ? [volumesMountPoint] : []),
  ];
}
