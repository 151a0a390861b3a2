import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findControlPlane } from "../../../src/cluster/control-plane/find.ts";
import { startControlPlane } from "../../../src/cluster/control-plane/start.ts";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.ts";
import { createApi, type Api } from "../api.ts";
import { askPlugins } from "./ask-plugins.ts";

/*
 * Admission plugins that are always on. What a real server answers is in plugins.json; it is asked with KUBEWRIGHT_MUTATIONS=all, and `--update`
 * writes its answers: a server of its own, for Nodes and default classes would be in the way of others, and without controllers.
 */

const file = new URL("plugins.json", import.meta.url);
const binaries = process.env.KUBEWRIGHT_MUTATIONS === "all" ? findControlPlane() : undefined;

describe("admission plugins [sandbox]", () => {
  let sandbox: Sandbox;
  let api: Api;
  beforeAll(async () => {
    sandbox = await startSandbox({ behaviours: false });
    api = createApi(sandbox);
  });
  afterAll(async () => {
    api.close();
    await sandbox.stop();
  });

  test("claims grow, Ingresses, Nodes and Pods are admitted as on record", async () => {
    expect(await askPlugins(api)).toEqual(JSON.parse(readFileSync(file, "utf8")));
  });
});

describe.skipIf(!binaries)("admission plugins [kube-apiserver]", () => {
  let server: Awaited<ReturnType<typeof startControlPlane>>;
  let api: Api;
  beforeAll(async () => {
    if (!binaries) return;
    server = await startControlPlane({ binaries });
    api = createApi({ url: server.url, ca: server.ca, token: server.adminToken });
  });
  afterAll(async () => {
    api.close();
    await server.stop();
  });

  test("the answers are those on record", async () => {
    const found = await askPlugins(api);
    await expect(`${JSON.stringify(found, null, 1)}\n`).toMatchFileSnapshot(file.pathname);
  });
});
