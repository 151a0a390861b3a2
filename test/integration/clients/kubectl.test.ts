import { beforeAll, describe, expect, test } from "vitest";
import { findKubectls, reason, useClients, wordsOf, type Kubectl } from "./programs.ts";
import { manifests } from "./kubectl/manifests.ts";
import { rows, type Row } from "./kubectl/rows.ts";

const kubectls = findKubectls();

describe.skipIf(kubectls.length === 0)(`kubectl (${kubectls.length ? "found" : reason("kubectl")})`, () => {
  for (const kubectl of kubectls) playVersion(kubectl);
});

/** All rows in their order, on a sandbox of its own. */
function playVersion({ version, file }: Kubectl): void {
  describe(`version ${version}`, () => {
    const clients = useClients();
    beforeAll(() => {
      for (const [name, text] of Object.entries(manifests)) clients.write(name, text);
    });
    for (const [title, lines] of Object.entries(rows))
      test(title, { timeout: 300_000 }, async () => {
        for (const row of lines) if (isFor(row, version)) await play(row);
      });

    async function play({ line, says, code = 0, env = {}, never }: Row): Promise<void> {
      const said = await clients.run(file, wordsOf(line), { env: { EDITOR: "true", ...env } });
      const about = `kubectl ${line}\n${said.text}`;
      expect(said.code, about).toBe(code);
      for (const pattern of [says].flat()) expect(said.text, about).toMatch(pattern);
      if (never) expect(said.text, about).not.toMatch(never);
    }
  });
}

function isFor({ since = "1.0" }: Row, version: string): boolean {
  return minor(version) >= minor(since);
}

function minor(version: string): number {
  return Number(version.split(".")[1]);
}
