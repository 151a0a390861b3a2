import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { onBothServers } from "../servers.ts";
import { configurations } from "./configuration-cases.ts";
import { withoutTimes } from "./run-case.ts";

const file = new URL("configurations.json", import.meta.url);

/* The real server's answers are in configurations.json: `--update` writes it, with a real server only. */
onBothServers("configurations of webhooks", (server) => {
  test("each change is taken, defaulted or refused as on record", async () => {
    const found: Record<string, unknown> = {};
    for (const { title, path, body } of configurations) {
      const answer = await server.api.post(path, body);
      found[title] = withoutTimes({ status: answer.status, answer: shortened(answer.body) });
    }
    if (server.name === "sandbox") expect(found).toEqual(JSON.parse(readFileSync(file, "utf8")));
    else await expect(`${JSON.stringify(found, null, 1)}\n`).toMatchFileSnapshot(file.pathname);
  });
});

/** Of what was taken its webhooks, of what was refused everything. */
function shortened(body: { kind: string; webhooks?: unknown[] }): unknown {
  return body.kind === "Status" ? body : body.webhooks;
}
