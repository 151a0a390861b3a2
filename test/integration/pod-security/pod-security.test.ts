import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withoutTimes } from "../admission/run-case.ts";
import { onBothServers } from "../servers.ts";
import { askPodSecurity } from "./ask-pod-security.ts";

const file = new URL("pod-security.json", import.meta.url);

/* The real server's answers are in pod-security.json: `--update` writes it, with a real server only. */
onBothServers("pod security", (server) => {
  test(
    "Pods, templates and namespaces are refused and warned of as on record",
    { timeout: 120_000 },
    async () => {
      const found = withoutTimes(await askPodSecurity(server));
      if (server.name === "sandbox") expect(found).toEqual(JSON.parse(readFileSync(file, "utf8")));
      else await expect(`${JSON.stringify(found, null, 1)}\n`).toMatchFileSnapshot(file.pathname);
    },
  );
});
