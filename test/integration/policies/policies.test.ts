import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { onBothServers } from "../servers.ts";
import { mutatingCases } from "./mutating-cases.ts";
import { paramCases } from "./param-cases.ts";
import { runPolicyCases, type Answered } from "./run-cases.ts";
import { validatingCases } from "./validating-cases.ts";

const file = new URL("policies.json", import.meta.url);
const cases = [...validatingCases, ...paramCases, ...mutatingCases];

/* The real server's answers are in policies.json: `--update` writes it, with a real server only. */
onBothServers("admission policies", (server) => {
  test(
    "requests are admitted, changed, warned of and refused as on record",
    { timeout: 120_000 },
    async () => {
      const found = await runPolicyCases(server, cases);
      if (server.name === "sandbox") expect(found).toEqual(recorded());
      else await expect(`${JSON.stringify(found, null, 1)}\n`).toMatchFileSnapshot(file.pathname);
    },
  );
});

function recorded(): Record<string, Answered[]> {
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, Answered[]>;
}
