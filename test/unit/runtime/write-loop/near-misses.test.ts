import { expect, test } from "vitest";
import { seededRandom } from "../../../helpers/seeded-random.ts";
import { world } from "./world.ts";

type World = ReturnType<typeof world>;

/** What moves for a reason, and may look like a loop. */
const histories: Record<string, (at: World) => Promise<void>> = {
  "three flips between two controllers": async (at) => {
    for (const team of ["red", "blue", "red", "blue"])
      await at.run(team, (write) => write("ConfigMap/shared", { data: { team } }));
  },
  "flips with minutes in between": async (at) => {
    for (let round = 0; round < 20; round++)
      await at.run(`c${round % 2}`, (write) => write("ConfigMap/shared", { data: { round: round % 2 } }), {
        milliseconds: 120_000,
      });
  },
  "two controllers that switch on and off as a third object goes up and down": async (at) => {
    for (let round = 0; round < 9; round++) {
      at.change("Widget/a", { status: { load: round % 2 } });
      await at.run(`c${round % 2}`, (write) => write("ConfigMap/shared", { data: { on: round % 2 } }));
    }
  },
  "a child that follows a spec which somebody switches on and off": async (at) => {
    for (let round = 0; round < 20; round++) {
      at.change("Widget/a", { spec: { on: round % 2 } });
      await at.run("web", (write) => write("ConfigMap/shared", { data: { on: round % 2 } }));
    }
  },
  "two controllers that follow an annotation": async (at) => {
    for (let round = 0; round < 20; round++) {
      at.change("Widget/a", { metadata: { annotations: { on: String(round % 2) } } });
      await at.run(`c${round % 2}`, (write) => write("ConfigMap/shared", { data: { on: round % 2 } }));
    }
  },
  "a status that follows a child which comes and goes": async (at) => {
    for (let round = 0; round < 200; round++) {
      at.change("ConfigMap/shared", { data: { ready: round % 2 } });
      await at.run("web", (write) => write("Widget/a", { status: { ready: round % 2 } }));
    }
  },
  "a condition with its time that follows a child": async (at) => {
    for (let round = 0; round < 50; round++) {
      at.change("ConfigMap/shared", { data: { ready: round % 2 } });
      const lastTransitionTime = `2026-01-01T00:00:${10 + round}Z`;
      await at.run("web", (write) =>
        write("Widget/a", {
          status: { conditions: [{ type: "Ready", status: round % 2, lastTransitionTime }] },
        }),
      );
    }
  },
  "phases, each of which calls the next run": async (at) => {
    for (const phase of ["Pending", "Creating", "Starting", "Joining", "Syncing", "Checking", "Ready"])
      await at.run("web", (write) => write("Widget/a", { status: { phase } }));
  },
  "a number that counts to its end, each run calling the next": async (at) => {
    for (let done = 1; done <= 90; done++)
      await at.run("web", (write) => write("Widget/a", { status: { done, last: `item-${done % 7}` } }));
  },
  "a time that is written now and then, not by a run that its write called": async (at) => {
    for (let round = 0; round < 50; round++) {
      await at.run("web", (write) =>
        write("Widget/a", { status: { seen: `2026-01-01T00:00:${10 + round}Z` } }),
      );
      // called by the event of the write, and leaves it
      await at.run("web", () => {}, { milliseconds: 10_000 });
    }
  },
  "somebody who sets a field to something new each time": async (at) => {
    for (let round = 0; round < 50; round++) {
      at.change("ConfigMap/shared", { data: { size: round } });
      await at.run("web", (write) => write("ConfigMap/shared", { data: { size: "ours" } }));
    }
  },
  "a list that grows to its end": async (at) => {
    const items: string[] = [];
    for (let round = 0; round < 25; round++) {
      items.push(`item-${round}`);
      await at.run("web", (write) => write("ConfigMap/shared", { data: { items: [...items] } }));
    }
  },
  "a value that one controller switches as a child outside of its runs does": async (at) => {
    for (let round = 0; round < 50; round++) {
      at.change("Widget/a", { status: { load: round } });
      await at.run("web", (write) => write("ConfigMap/shared", { data: { mode: round % 2 } }));
    }
  },
};

for (const [name, history] of Object.entries(histories))
  test(`no loop: ${name}`, async () => {
    const at = world();
    await history(at);
    expect(at.notes).toEqual([]);
  });

/**
 * Handlers that are functions of what they read, each with fields of its own, over an object whose spec, labels and children change at random; what they write
 * calls them again. However fast it comes: never a loop.
 */
async function randomHistory(seed: number): Promise<World> {
  const { next } = seededRandom(seed);
  const random = (below: number) => Math.floor(next() * below);
  const at = world();
  const modes = 2 + random(3);
  const reconcile = async () => {
    const { spec } = at.get("Widget/a") as { spec?: { size?: number } };
    const { metadata } = at.get("Widget/a") as { metadata: { labels?: { mode?: string } } };
    const { data } = at.get("ConfigMap/shared") as { data?: { load?: number; seenBy?: string } };
    const milliseconds = random(3_000);
    const size = spec?.size ?? 0;
    const mode = metadata.labels?.mode ?? "none";
    const load = data?.load ?? 0;
    await at.run("sizes", (write) => write("ConfigMap/shared", { data: { size, mode } }), { milliseconds });
    const now = new Date(at.clock.now()).toISOString();
    const { status } = at.get("Widget/a") as { status?: { ready?: boolean } };
    const ready = load >= size;
    await at.run("loads", (write) =>
      write("Widget/a", {
        status: { load, ready, ...(status?.ready === ready ? {} : { since: now }) },
      }),
    );
  };
  for (let step = 0; step < 60; step++) {
    const what = random(4);
    if (what === 0) at.change("Widget/a", { spec: { size: random(modes) } });
    else if (what === 1) at.change("Widget/a", { metadata: { labels: { mode: `m${random(modes)}` } } });
    else if (what === 2) at.change("ConfigMap/shared", { data: { load: random(modes) } });
    for (let runs = random(3); runs >= 0; runs--) await reconcile();
  }
  return at;
}

test("no loop in 300 random histories of handlers that follow what they read", async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const at = await randomHistory(seed);
    expect(at.notes, `seed ${seed}`).toEqual([]);
  }
});
