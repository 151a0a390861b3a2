import { expect, test } from "vitest";
import { findEngine } from "../../../../src/cluster/engine/find-engine.ts";
import type { ProgramVersion } from "../../../../src/cluster/program-version.ts";

const { signal } = new AbortController();
const installed: ProgramVersion = { state: "installed", version: "5.0.0" };
const absent: ProgramVersion = { state: "absent" };

test.each([
  [{ docker: installed, podman: installed, buildah: installed }, "docker"],
  [{ docker: { state: "failed", why: "no daemon" }, podman: installed, buildah: installed }, "podman"],
  [{ docker: absent, podman: absent, buildah: installed }, "buildah"],
] as const)("the first engine that answers is taken, in a known order", async (answers, name) => {
  expect((await findEngine(undefined, { signal, ask: async (asked) => answers[asked] })).name).toBe(name);
});

test("where none works, each says why", async () => {
  const ask = async (name: string): Promise<ProgramVersion> =>
    name === "docker" ? { state: "failed", why: "Cannot connect to the Docker daemon" } : absent;
  await expect(findEngine(undefined, { signal, ask })).rejects.toMatchObject({
    code: "ENGINE_NOT_FOUND",
    message:
      "cannot build an image: no container engine works here\n  docker: Cannot connect to the Docker daemon\n  podman: not installed\n  buildah: not installed",
    hint: expect.stringContaining("--oci") as string,
  });
});

test("one that is named is taken without asking the others", async () => {
  const ask = () => Promise.reject(new Error("was asked"));
  expect((await findEngine("buildah", { signal, ask })).name).toBe("buildah");
});
