import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findControlPlane } from "../../../src/cluster/control-plane/find.ts";
import { startControlPlane } from "../../../src/cluster/control-plane/start.ts";
import { readBuiltInSchemas } from "../../../src/k8s/built-in.ts";
import { startSandbox, type Sandbox } from "../../../src/sandbox/server.ts";
import { createApi, type Api } from "../api.ts";
import { createAsker } from "./ask.ts";
import { casesOf, kindsUnderTest, resourceOf, type Case, type KindUnderTest } from "./cases.ts";
import { digest, recordOf, recordText, type Recorded } from "./record.ts";

/*
 * Single-field changes of valid objects, each sent as a dry run. What a real server says to them is recorded in test/golden/mutations;
 * the sandbox must say the same. A plain run takes a sample; all of them, and the record made anew with --update, with
 * KUBEWRIGHT_MUTATIONS=all.
 */

const everything = process.env.KUBEWRIGHT_MUTATIONS === "all";
const schemas = readBuiltInSchemas();
const kinds = kindsUnderTest().map((kind) => ({ kind, file: kind.file, cases: casesOf(kind, schemas) }));
const recordFile = (file: string) => join(import.meta.dirname, `../../golden/mutations/${file}.json`);
const binaries = findControlPlane();
type ControlPlane = Awaited<ReturnType<typeof startControlPlane>>;

describe("single-field changes [sandbox]", () => {
  let sandbox: Sandbox;
  let api: Api;
  beforeAll(async () => {
    sandbox = await startSandbox({ behaviours: false });
    api = createApi(sandbox);
    await createNamespace(api, "mutations-0");
  });
  afterAll(async () => {
    api.close();
    await sandbox.stop();
  });

  test.each(kinds)(
    "$file: answered as a real server answers",
    { timeout: 120_000 },
    async ({ kind, cases }) => {
      const { requests, expected } = readRecord(kind.file);
      expect(requests, "the record is of other requests: KUBEWRIGHT_MUTATIONS=all, --update").toBe(
        namesOf(cases),
      );
      const asked = everything ? cases : sample(cases, kind.oneIn === undefined ? 11 : 37);
      const answers = await answersOf(api, { kind, cases: asked, namespace: "mutations-0" });
      expect(answers).toEqual(asked.map(({ name }) => [name, expected[indexOf(cases, name)]]));
    },
  );
});

describe.skipIf(!everything || !binaries)("single-field changes [kube-apiserver]", () => {
  let server: ControlPlane;
  let api: Api;
  const namespace = "mutations-0";
  beforeAll(async () => {
    if (!binaries) return;
    // one of its own, without controllers that write into the objects
    server = await startControlPlane({
      binaries,
      apiServerFlags: ["--enable-priority-and-fairness=false"],
    });
    api = createApi({ url: server.url, ca: server.ca, token: server.adminToken });
    await createNamespace(api, namespace);
  });
  afterAll(async () => {
    api.close();
    await server.stop();
  });

  test.each(kinds)("$file: as recorded", { timeout: 120_000 }, async ({ kind, file, cases }) => {
    const answers = await answersOf(api, { kind, cases, namespace });
    const names = cases.map(({ name }) => name);
    const texts = answers.map(([, text]) => text);
    await expect(recordText(recordOf(names, texts))).toMatchFileSnapshot(recordFile(file));
  });
});

function readRecord(file: string): { requests: string; expected: (string | undefined)[] } {
  const { requests, answers, given } = JSON.parse(readFileSync(recordFile(file), "utf8")) as Recorded;
  return { requests, expected: given.map((index) => answers[index]) };
}

function namesOf(cases: readonly Case[]): string {
  return digest(cases.map(({ name }) => name));
}

function indexOf(cases: readonly Case[], name: string): number {
  return cases.findIndex((candidate) => candidate.name === name);
}

function sample(cases: readonly Case[], step: number): Case[] {
  return cases.filter((_, index) => index % step === 0);
}

async function createNamespace(api: Api, name: string): Promise<void> {
  const { status } = await api.post("/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  });
  expect(status).toBe(201);
}

/** Answers in the order of the requests; updates find their base stored, and leave it as it is. */
async function answersOf(
  api: Api,
  options: { kind: KindUnderTest; cases: readonly Case[]; namespace: string },
): Promise<[string, string][]> {
  const { kind, cases, namespace } = options;
  const asker = createAsker({
    api,
    resource: resourceOf(kind, schemas),
    namespace: kind.namespace ?? namespace,
  });
  const found = new Map<string, string>();
  const ask = async (request: Case) => {
    found.set(request.name, (await asker.ask(request)).text);
  };
  await inTurns(
    cases.filter(({ mode }) => mode === "create"),
    ask,
  );
  for (const [base, object] of Object.entries(kind.objects)) {
    const updates = cases.filter((request) => request.mode !== "create" && request.base === base);
    if (updates.length === 0) continue;
    await asker.store(object);
    try {
      await inTurns(updates, ask);
    } finally {
      await asker.remove(base);
    }
  }
  return cases.map(({ name }) => [name, found.get(name) ?? "not asked"]);
}

/** Several at a time. */
async function inTurns<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]();
  const worker = async () => {
    for (const item of rest) await run(item);
  };
  await Promise.all(Array.from({ length: 6 }, worker));
}
