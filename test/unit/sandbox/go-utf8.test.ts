import { expect, test } from "vitest";
import { goUtf8 } from "../../../src/sandbox/go-utf8.ts";

test.each([
  [[0x61, 0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80], "a\u00e9\u{1f600}"],
  [[0x61, 0xff, 0x62], "a\ufffdb"],
  [[0xc0, 0x80], "\ufffd\ufffd"],
  [[0xed, 0xa0, 0x80], "\ufffd\ufffd\ufffd"],
  [[0xe2, 0x82, 0x61], "\ufffd\ufffda"],
  [[0xf0, 0x9f, 0x98], "\ufffd\ufffd\ufffd"],
  [[0xf4, 0x90, 0x80, 0x80], "\ufffd\ufffd\ufffd\ufffd"],
])("%j is read byte by byte where it is no text", (bytes, text) => {
  expect(goUtf8(Buffer.from(bytes))).toBe(text);
});
