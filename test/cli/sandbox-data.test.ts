import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parseYaml } from "../../src/kube/yaml.ts";
import { readFileSync } from "node:fs";
import { createApi, type Api } from "../integration/api.ts";
import { temporaryFolder } from "./run-cli.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const built = existsSync(`${root}/dist/program/main.js`);
const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const configMaps = "/api/v1/namespaces/default/configmaps";

/** A sandbox in a process of its own, and a client for it. */
async function start(folder: string) {
  const file = join(folder, "kubeconfig");
  const argv = [`${root}/bin/kubewright.js`, "sandbox", "--data", join(folder, "data"), "--kubeconfig", file];
  const child = spawn(process.execPath, argv, { cwd: folder });
  await once(child.stdout, "data");
  const [config] = parseYaml(readFileSync(file, "utf8"), file) as [
    {
      clusters: { cluster: { server: string; "certificate-authority-data": string } }[];
      users: { user: { token: string } }[];
    },
  ];
  const { server = "", "certificate-authority-data": ca = "" } = config.clusters[0]?.cluster ?? {};
  const credentials = {
    url: server,
    ca: Buffer.from(ca, "base64").toString(),
    token: config.users[0]?.user.token ?? "",
  };
  const api = createApi(credentials);
  return {
    api,
    credentials,
    async kill() {
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
      api.close();
    },
  };
}

/** Creates, changes and deletes until the server is gone; remembers what was acknowledged. */
async function writeUntilKilled(
  api: Api,
  options: { worker: string; known: Map<string, string | undefined>; size?: number },
) {
  const { worker, known, size = 0 } = options;
  const text = "x".repeat(size);
  for (let count = 0; ; count++) {
    const name = `${worker}-${count}`;
    const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { value: "1", text } };
    try {
      if ((await api.post(configMaps, body)).status === 201) known.set(name, "1");
      if (count % 2) {
        const { status } = await api.patch(`${configMaps}/${name}`, "merge", { data: { value: "2" } });
        if (status === 200) known.set(name, "2");
      }
      if (count % 5 === 0) {
        known.delete(name); // from here on it may be there or not
        if ((await api.delete(`${configMaps}/${name}`)).status === 200) known.set(name, undefined);
      }
    } catch {
      return;
    }
  }
}

/** Defines kinds until the server is gone; remembers which were acknowledged. */
async function defineUntilKilled(api: Api, options: { group: string; defined: Set<string> }) {
  const { group, defined } = options;
  for (let count = 0; ; count++) {
    const plural = `things${count}`;
    const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
    const body = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        scope: "Cluster",
        names: { plural, kind: `Thing${count}` },
        versions: [{ name: "v1", served: true, storage: true, schema }],
      },
    };
    try {
      if ((await api.post(definitions, body)).status === 201) defined.add(body.metadata.name);
    } catch {
      return;
    }
  }
}

describe.skipIf(!built)("a sandbox that keeps its data (npm run build)", () => {
  test("loses nothing acknowledged when it is killed in the middle of writes, and counts on", async () => {
    const folder = temporaryFolder();
    const known = new Map<string, string | undefined>();
    const defined = new Set<string>();
    let revision = 0;
    for (const [round, acknowledged] of [40, 7, 120].entries()) {
      const sandbox = await start(folder);
      const workers = ["a", "b", "c"].map((worker) =>
        writeUntilKilled(sandbox.api, { worker: `r${round}${worker}`, known }),
      );
      const big = writeUntilKilled(sandbox.api, { worker: `r${round}big`, known, size: 300_000 });
      const defining = defineUntilKilled(sandbox.api, { group: `r${round}.example.com`, defined });
      const before = known.size;
      // the moment of the kill is a number of acknowledged writes, not a time
      const watch = await sandbox.api.watch(`${configMaps}?watch=true`);
      while (known.size < before + acknowledged) await watch.next();
      await sandbox.kill();
      await Promise.all([...workers, big, defining]);
      const again = await start(folder);
      expect(again.credentials).toEqual(sandbox.credentials);
      const { body } = await again.api.get(configMaps);
      const found = new Map<string, string>(
        (body.items as { metadata: { name: string }; data: { value: string } }[]).map(
          ({ metadata, data }) => [metadata.name, data.value],
        ),
      );
      for (const [name, value] of known) {
        if (value === undefined) expect(found.has(name), name).toBe(false);
        // a change that was under way may have come through unacknowledged
        else expect(Number(found.get(name)), name).toBeGreaterThanOrEqual(Number(value));
      }
      const kinds = await again.api.get(definitions);
      const names = new Set(
        (kinds.body.items as { metadata: { name: string } }[]).map((item) => item.metadata.name),
      );
      expect([...defined].filter((name) => !names.has(name))).toEqual([]);
      expect(Number(body.metadata.resourceVersion)).toBeGreaterThan(revision);
      revision = Number(body.metadata.resourceVersion);
      await again.kill();
    }
  }, 60_000);
});
