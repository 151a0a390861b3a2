import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { findControlPlane } from "../../../src/cluster/control-plane/find.ts";
import { startControlPlane } from "../../../src/cluster/control-plane/start.ts";
import type { CustomResourceDefinition } from "../../../src/kube/crd.ts";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.ts";
import { createApi, type Credentials } from "../api.ts";
import { compareSequences, definitionPool, type Comparison, type Servers } from "./differential.ts";
import { sequenceFor } from "./generate/plan.ts";
import { reportDifference } from "./report.ts";
import { sampleOf } from "./sample.ts";

/**
 * KUBEWRIGHT_DIFFERENTIAL_SEQUENCES=200 runs as many, from the seed KUBEWRIGHT_DIFFERENTIAL_FROM on (1), KUBEWRIGHT_DIFFERENTIAL_SEED=7,19 those alone: on a real server
 * of their own. Without any of them a few are run, on the one that all tests share.
 */
const {
  KUBEWRIGHT_DIFFERENTIAL_SEQUENCES: wanted,
  KUBEWRIGHT_DIFFERENTIAL_FROM: from = "1",
  KUBEWRIGHT_DIFFERENTIAL_SEED: only,
} = process.env;
const seeds =
  only === undefined
    ? Array.from({ length: Number(wanted ?? 0) }, (_, index) => index + Number(from))
    : only.split(",").map(Number);
const isSample = seeds.length === 0;
const workers = 12;
/** Differences that are looked into; the rest is counted. */
const shown = only === undefined ? 3 : 40;
const binaries = findControlPlane();
const shared = inject("controlPlane");

describe.skipIf(isSample ? !shared : !binaries)("random requests", () => {
  let sandbox: Sandbox;
  let servers: Servers;
  let stop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const own = isSample || !binaries ? undefined : await startControlPlane({ binaries });
    stop = () => own?.stop() ?? Promise.resolve();
    // without controllers on either side: what they write comes at no certain time
    sandbox = await startSandbox({ behaviours: false });
    const real = own ? { ...own, token: own.adminToken } : (shared as Credentials);
    servers = {
      sandbox,
      run: process.pid.toString(36),
      ours: { name: "sandbox", api: createApi(sandbox) },
      real: { name: "kube-apiserver", api: createApi(real) },
    };
  });
  afterAll(async () => {
    servers.ours.api.close();
    servers.real.api.close();
    await Promise.all([sandbox.stop(), stop?.()]);
  });

  test("are answered alike by both servers", { timeout: 20 * 60_000 }, async () => {
    const pool = new Map<string, CustomResourceDefinition>();
    const differing: Comparison[] = [];
    const run = { sequences: 0, requests: 0 };
    const note = (comparison: Comparison) => {
      run.requests += comparison.ours.exchanges.length;
      if (comparison.difference) differing.push(comparison);
      return differing.length < 40;
    };
    const install = definitionPool(servers, note);
    const definitionAt = async (index: number) => {
      const definition = await install(index);
      pool.set(definition.spec.group, definition);
      return definition;
    };
    const sequences = isSample
      ? await sampleOf(definitionAt)
      : seeds.map((seed) => () => sequenceFor(seed, definitionAt));
    await compareSequences(servers, { sequences, workers, report: (one) => (run.sequences++, note(one)) });
    if (!isSample)
      console.log(`${run.sequences} sequences of ${run.requests} requests, ${differing.length} differ`);
    const reports: string[] = [];
    for (const comparison of differing.slice(0, shown))
      reports.push(await reportDifference(servers, comparison, { attempts: 60, pool }));
    const bad = differing.map(({ sequence }) => sequence.seed).join(", ");
    if (bad) console.log(`seeds ${bad} differ\n\n${reports.join("\n\n")}`);
    expect(differing.length, `seeds ${bad} differ`).toBe(0);
    if (only === undefined) expect(run.requests).toBeGreaterThanOrEqual(run.sequences * 8);
  });
});
