import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { onBothServers } from "../servers.ts";
import { HookServer } from "./hook-server.ts";
import { runCase, type Recorded } from "./run-case.ts";
import { webhookCases } from "./webhook-cases.ts";

const file = new URL("webhooks.json", import.meta.url);

/* The real server's answers are in webhooks.json: `--update` writes it, with a real server only. */
onBothServers("webhooks", (server) => {
  const hooks = new HookServer();
  const found: Record<string, Recorded[]> = {};
  beforeAll(() => hooks.start());
  afterAll(() => hooks.stop());

  test.each(webhookCases)("$title", async (one) => {
    const records = await runCase(server, { case: one, hooks });
    found[one.title] = records;
    if (server.name === "sandbox") expect(records).toEqual(recorded()[one.title]);
  });

  test.runIf(server.name === "kube-apiserver")("the answers are those on record", async () => {
    await expect(`${JSON.stringify(found, null, 1)}\n`).toMatchFileSnapshot(file.pathname);
  });
});

function recorded(): Record<string, Recorded[]> {
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, Recorded[]>;
}
