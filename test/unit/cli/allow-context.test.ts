import { expect, test } from "vitest";
import { allowContext } from "../../../src/cli/allow-context.ts";
import type { Ask } from "../../../src/cli/ask.ts";

const answering = (yes: boolean): Ask => ({ text: async () => "", confirm: async () => yes });

const allow = (name: string, options: { allowed?: string[]; yes?: boolean; ask?: Ask } = {}) =>
  allowContext(name, {
    allowed: options.allowed ?? [],
    yes: options.yes ?? false,
    context: { ask: options.ask },
  });

test.each(["kind-kind", "kind-dev", "kubewright", "kubewright-sandbox", "sandbox"])(
  "%s is for development",
  async (name) => {
    await allow(name);
  },
);

test.each(["production", "kind-", "kindness", "my-kind-dev", "sandbox-eu"])("%s may not be", async (name) => {
  await expect(allow(name)).rejects.toMatchObject({
    code: "CONTEXT_NOT_ALLOWED",
    hint: expect.stringContaining(`"${name}"`) as string,
  });
});

test("PROJECT, --yes and a yes on the terminal allow it; a no does not", async () => {
  await allow("staging", { allowed: ["staging"] });
  await allow("staging", { yes: true });
  await allow("staging", { ask: answering(true) });
  await expect(allow("staging", { ask: answering(false) })).rejects.toMatchObject({
    code: "CONTEXT_NOT_ALLOWED",
  });
  await expect(allow("staging", { allowed: ["stag"] })).rejects.toMatchObject({
    code: "CONTEXT_NOT_ALLOWED",
  });
});
