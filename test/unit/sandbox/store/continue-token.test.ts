import { expect, test } from "vitest";
import { parseContinueToken, writeContinueToken } from "../../../../src/sandbox/store/continue-token.ts";

test("a token says where to go on, in the server's own form", () => {
  const token = writeContinueToken({ revision: 353, from: "/a\u0000" });
  expect(Buffer.from(token, "base64url").toString()).toBe(
    '{"v":"meta.k8s.io/v1","rv":353,"start":"/a\\u0000"}',
  );
  expect(parseContinueToken(token)).toEqual({ revision: 353, from: "/a\u0000" });
});

const version = "meta.k8s.io/v1";
const encoded = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

test("a token without the leading slash, or of the present, is read too", () => {
  const token = encoded({ v: version, rv: -1, start: "a\u0000" });
  expect(parseContinueToken(token)).toEqual({ revision: -1, from: "/a\u0000" });
});

// as a real server answers them
test.each([
  ["a", "illegal base64 data at input byte 0"],
  ["abc!", "illegal base64 data at input byte 3"],
  ["ab=", "illegal base64 data at input byte 2"],
  ["e30", "server does not recognize this encoded version "],
  [encoded("null"), "server does not recognize this encoded version "],
  [encoded("[1"), "unexpected end of JSON input"],
  ["garbages", "invalid character '\\u0081' looking for beginning of value"],
  [encoded([]), "json: cannot unmarshal array into Go value of type storage.continueToken"],
  [encoded("5"), "json: cannot unmarshal number into Go value of type storage.continueToken"],
  [encoded({ v: 1 }), "json: cannot unmarshal number into Go struct field continueToken.v of type string"],
  [
    encoded({ v: version, rv: "5", start: "a" }),
    "json: cannot unmarshal string into Go struct field continueToken.rv of type int64",
  ],
  [
    encoded({ v: version, rv: 5.5, start: "a" }),
    "json: cannot unmarshal number 5.5 into Go struct field continueToken.rv of type int64",
  ],
  [
    encoded({ v: version, rv: 5, start: 3 }),
    "json: cannot unmarshal number into Go struct field continueToken.start of type string",
  ],
  [encoded({ v: "v2", rv: 5, start: "a" }), "server does not recognize this encoded version v2"],
  [
    encoded({ v: version, rv: 0, start: "a" }),
    "incorrect encoded start resourceVersion (version meta.k8s.io/v1)",
  ],
  [encoded({ v: version, rv: 5, start: "" }), "encoded start key empty (version meta.k8s.io/v1)"],
  [encoded({ v: version, rv: 5, start: "/../x" }), "/../x"],
  [encoded({ v: version, rv: 5, start: "a//b" }), "a//b"],
  [encoded({ v: version, rv: 5, start: "/a/" }), "/a/"],
])("what this server did not write is refused: %s", (token, detail) => {
  const message = `invalid continue token: continue key is not valid: ${detail}`;
  expect(() => parseContinueToken(token)).toThrow(expect.objectContaining({ message }));
});
