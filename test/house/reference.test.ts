import { expect, test } from "vitest";
import { renderCommandReference } from "./command-reference.ts";

test("the page about commands says what their help says", async () => {
  await expect(renderCommandReference()).toMatchFileSnapshot("../../docs/reference/commands.md");
});
