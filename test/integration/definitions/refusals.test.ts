import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isJsonObject } from "../../../src/base/json.ts";
import type { Answer } from "../api.ts";
import { onBothServers } from "../servers.ts";
import { refusedChanges } from "./refused-changes.ts";

const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const file = new URL("refusals.json", import.meta.url);

/* What a real server says of definitions with a mistake is in refusals.json: `--update` writes it, with a real server only. */
onBothServers("definitions that are refused", (server) => {
  const found: Record<string, unknown> = {};

  test.each(refusedChanges)("$title", async ({ title, definition }) => {
    const answer = await server.api.post(`${path}?dryRun=All`, definition);
    found[title] = shown(answer);
    if (server.name === "sandbox") expect(found[title]).toEqual(recorded()[title]);
  });

  test.runIf(server.name === "kube-apiserver")("the answers are those on record", async () => {
    await expect(`${JSON.stringify(found, null, 1)}\n`).toMatchFileSnapshot(file.pathname);
  });
});

function recorded(): Record<string, unknown> {
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
}

/** Verdict and causes; the server's order of properties is no order, and its types of rules have random names. */
function shown({ status, body }: Answer): unknown {
  const details: unknown = body.details;
  const causes = isJsonObject(details) && Array.isArray(details.causes) ? details.causes : [];
  const texts = causes.map((cause: Record<string, string>) =>
    [cause.reason, cause.field, cause.message].join(" | ").replaceAll(/\bselfType\d+/g, "selfType"),
  );
  if (texts.length === 0) return { status, ...(status < 300 ? {} : { message: body.message as string }) };
  return { status, causes: texts };
}
