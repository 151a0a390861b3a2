import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, inject, test } from "vitest";
import { installCrd } from "../install-crd.ts";
import { onTwoServers, type TestServer } from "../servers.ts";
import { leftOut } from "./transcripts/left-out.ts";
import { readRecord, writeRecord, type Recorded } from "./transcripts/normalize.ts";
import { playScene } from "./transcripts/play.ts";
import { scenes } from "./transcripts/scenes.ts";
import type { Scene } from "./transcripts/transcript.ts";
import { definitions, furtherDefinitions } from "./transcripts/subjects.ts";

const records = join(import.meta.dirname, "../../golden/transcripts");
/** The real server is asked again where all is run, and where its answers are written anew: it takes its time for some of them. */
const everything = process.env.KUBEWRIGHT_CONFORMANCE === "all";

onTwoServers("transcripts", (servers) => {
  compare(
    servers,
    scenes.filter(({ alone }) => !alone),
  );
});

onTwoServers(
  "transcripts of what nobody else touches",
  (servers) => {
    compare(
      servers,
      scenes.filter(({ alone }) => alone),
    );
  },
  { behaviours: false },
);

function compare(
  { sandbox, real }: { sandbox: TestServer; real: TestServer | undefined },
  all: readonly Scene[],
): void {
  const asked = real && (everything || inject("recording")) ? real : undefined;

  beforeAll(async () => {
    for (const server of asked ? [sandbox, asked] : [sandbox])
      for (const definition of definitions) await installCrd(server, definition);
  });

  const installed = new Set<string>();
  const install = async ({ needs = "" }: Scene) => {
    const definition = furtherDefinitions[needs];
    if (!definition || installed.has(needs)) return;
    installed.add(needs);
    for (const server of asked ? [sandbox, asked] : [sandbox]) await installCrd(server, definition);
  };

  // the others make the same requests about other kinds
  const chosen = all.filter(
    ({ name }) => everything || inject("recording") || (isSample(name) && !name.startsWith("hard ")),
  );

  test.each(chosen)(
    "$name: the sandbox answers as the real server does",
    async (scene) => {
      await install(scene);
      const file = join(records, `${scene.name.replaceAll(" ", "-")}.jsonl`);
      if (asked) {
        const theirs = writeRecord(await playScene(asked, scene));
        if (inject("recording")) writeFileSync(file, theirs);
        else expect(theirs.split("\n")).toEqual(readFileSync(file, "utf8").split("\n"));
      }
      const expected = readRecord(readFileSync(file, "utf8"));
      const ours = readRecord(writeRecord(await playScene(sandbox, scene)));
      expect(ours.filter(counts(scene.name))).toEqual(expected.filter(counts(scene.name)));
    },
    120_000,
  );
}

function isSample(name: string): boolean {
  return /configmaps|widgets|path|disc|inherited|names|made by hand|autoscalers|pods|lists of secrets|watches of pins/.test(
    name,
  );
}

function counts(scene: string): (entry: Recorded) => boolean {
  return ({ request }) => !leftOut.some((one) => one.scene.test(scene) && one.request.test(request));
}
