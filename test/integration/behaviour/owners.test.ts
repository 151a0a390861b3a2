import { playScenes, type Scene } from "./play.ts";
import type { Stage } from "./stage.ts";

const secrets = "core/v1/secrets";
const hold = ["example.com/hold"];

/** Two that belong to one, of which one is waited for; both are held by a finalizer. */
async function family(stage: Stage): Promise<void> {
  await stage.create(secrets, { kind: "Secret", metadata: { name: "owner" } });
  const [owner] = await stage.list(secrets);
  const reference = { apiVersion: "v1", kind: "Secret", name: "owner", uid: owner.metadata.uid };
  for (const [name, blockOwnerDeletion] of [
    ["blocking", true],
    ["free", false],
  ] as const)
    await stage.create(secrets, {
      kind: "Secret",
      metadata: { name, finalizers: hold, ownerReferences: [{ ...reference, blockOwnerDeletion }] },
    });
}

const letGo = (name: string) => (stage: Stage) =>
  stage.patch(`${secrets}/${name}`, { metadata: { finalizers: null } });
const remove = (propagationPolicy: string) => (stage: Stage) =>
  stage.remove(`${secrets}/owner`, { propagationPolicy });

const foreground: Scene = {
  title: "An owner waits for those that block it",
  looksAt: [secrets],
  steps: {
    "a family": family,
    "its owner is deleted in the foreground": remove("Foreground"),
    "who does not block is still there": letGo("blocking"),
    "all are gone": letGo("free"),
  },
};

const background: Scene = {
  title: "An owner goes before the others",
  looksAt: [secrets],
  steps: {
    "a family": family,
    "its owner is deleted in the background": remove("Background"),
    "one is let go": letGo("blocking"),
  },
};

const orphaned: Scene = {
  title: "An owner leaves the others",
  looksAt: [secrets],
  steps: {
    "a family": family,
    "its owner is deleted alone": remove("Orphan"),
  },
};

playScenes("owners", [foreground, background, orphaned]);
