import { expect, test } from "vitest";
import { parseContinueToken, writeContinueToken } from "../../../../src/sandbox/store/continue-token.ts";

test("a token says where to go on, in the server's own form", () => {
  const token = writeContinueToken({ revision: 353, after: "/a" });
  expect(Buffer.from(token, "base64url").toString()).toBe(
    '{"v":"meta.k8s.io/v1","rv":353,"start":"/a\\u0000"}',
  );
  expect(parseContinueToken(token)).toEqual({ revision: 353, after: "/a" });
});

test.each([
  ["x", "illegal base64 data at input byte 0"],
  ["e30", "server does not recognize this encoded version"],
  [Buffer.from("[1").toString("base64url"), "unexpected end of JSON input"],
  ["garbages", "invalid character '\\u0081' looking for beginning of value"],
])("what this server did not write is refused: %s", (token, detail) => {
  expect(() => parseContinueToken(token)).toThrow(
    `invalid continue token: continue key is not valid: ${detail}`,
  );
});
