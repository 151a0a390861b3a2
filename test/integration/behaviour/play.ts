import { mkdir, readFile, writeFile } from "node:fs/promises";
import { expect, inject, test } from "vitest";
import { eventually } from "../../../src/testing/index.ts";
import { onTwoServers, type TestServer } from "../servers.ts";
import { comparable } from "./normalise.ts";
import { openStage, type Stage } from "./stage.ts";

/** What is done, and what is looked at after each step. */
export interface Scene {
  readonly title: string;
  readonly looksAt: readonly string[];
  readonly steps: Readonly<Record<string, (stage: Stage) => Promise<void>>>;
}

type Recorded = Record<string, Record<string, unknown[]>>;
const folder = new URL("./recorded/", import.meta.url);

/**
 * Plays scenes on the sandbox: after each step what there is must become what was recorded of a real kube-apiserver with kube-controller-manager. With
 * `--update` it is recorded anew from the real one, when nothing has changed for a while.
 */
export function playScenes(title: string, scenes: readonly Scene[]): void {
  onTwoServers(title, ({ sandbox, real }) => {
    for (const scene of scenes)
      test.concurrent(scene.title, { timeout: inject("recording") ? 120_000 : 90_000 }, async () => {
        const withControllers = real?.controllers ? real : undefined;
        if (inject("recording") && withControllers) await record(scene, withControllers);
        const recorded = JSON.parse(await readFile(fileOf(scene), "utf8")) as Recorded;
        await play(scene, { server: sandbox, recorded });
      });
  });
}

async function play(scene: Scene, { server, recorded }: { server: TestServer; recorded: Recorded }) {
  const stage = await openStage(server);
  expect(Object.keys(recorded)).toEqual(Object.keys(scene.steps));
  for (const [name, step] of Object.entries(scene.steps)) {
    await step(stage);
    await eventually(
      async () => {
        const found = comparable(await stage.look(scene.looksAt));
        expect(found, `${server.name}, ${scene.title}: ${name}`).toEqual(comparable(recorded[name] ?? {}));
      },
      { timeout: 8000 },
    );
  }
}

/** What the real server has after each step, once it stays the same over many answers. */
async function record(scene: Scene, server: TestServer): Promise<void> {
  const stage = await openStage(server);
  const recorded: Recorded = {};
  for (const [name, step] of Object.entries(scene.steps)) {
    await step(stage);
    const since = { text: "", at: Date.now() };
    recorded[name] = await eventually(
      async () => {
        const found = await stage.look(scene.looksAt);
        const text = JSON.stringify(found);
        if (text !== since.text) Object.assign(since, { text, at: Date.now() });
        if (Date.now() - since.at < 1500) throw new Error("it may change yet");
        return found;
      },
      { timeout: 30_000 },
    );
  }
  await mkdir(folder, { recursive: true });
  await writeFile(fileOf(scene), JSON.stringify(recorded, undefined, 1) + "\n");
}

function fileOf(scene: Scene): URL {
  return new URL(`${scene.title.toLowerCase().replaceAll(/[^a-z]+/g, "-")}.json`, folder);
}
