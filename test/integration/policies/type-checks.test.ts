import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { installCrd } from "../install-crd.ts";
import { onBothServers } from "../servers.ts";
import { askTypeChecks, typedDefinition } from "./ask-type-checks.ts";

const file = new URL("type-checks.json", import.meta.url);

/* What a real kube-controller-manager writes is in type-checks.json: `--update` writes it, with a real one only. */
onBothServers("types of admission policies", (server) => {
  test("expressions that do not fit are told of in the status as on record", async () => {
    if (server.name === "kube-apiserver" && !server.controllers) return;
    await installCrd(server, typedDefinition);
    const found = await askTypeChecks(server);
    if (server.name === "sandbox") expect(found).toEqual(JSON.parse(readFileSync(file, "utf8")));
    else await expect(`${JSON.stringify(found, null, 1)}\n`).toMatchFileSnapshot(file.pathname);
  });
});
