import { describe, expect, test } from "vitest";
import { findProgram, reason, useClients } from "./programs.ts";

const program = findProgram("client-go");

describe.skipIf(!program)(
  `client-go on a sandbox (${program ? "built" : reason("client-go program")})`,
  () => {
    const clients = useClients();

    test(
      "typed, dynamic and metadata clients, discovery, informers, pages, elections, tokens",
      { timeout: 180_000 },
      async () => {
        const { code, text } = await clients.run(program ?? "", []);
        expect(text.split("\n").filter((line) => line.startsWith("failed"))).toEqual([]);
        expect(code).toBe(0);
        expect(text.match(/^ok /gm)).toHaveLength(18);
        expect(text).toMatch(/^exec: .*the sandbox does not implement the subresource pods\/exec/m);
      },
    );
  },
);
