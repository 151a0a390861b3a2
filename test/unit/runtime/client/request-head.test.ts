import { expect, test } from "vitest";
import { headerLines, requestHead } from "../../../../src/runtime/client/request-head.ts";
import { serverAddress } from "../../../../src/runtime/client/server-address.ts";

const address = serverAddress("https://api:6443/prefix");

test("a request is its line, the host and its headers", () => {
  const headers = headerLines({ accept: "a", "x-many": ["b", "c"], "content-length": 0, none: undefined });
  expect(requestHead(address, { method: "GET", path: "/x y", headers })).toBe(
    "GET /prefix/x%20y HTTP/1.1\r\nhost: api:6443\r\naccept: a\r\nx-many: b\r\nx-many: c\r\ncontent-length: 0\r\n\r\n",
  );
});

test("what is not ASCII is written as UTF-8, as Go's clients write it", () => {
  const lines = headerLines({ "impersonate-user": "Łukasz", "impersonate-group": ["größe", "😀"] });
  expect(Buffer.from(lines, "latin1").toString("utf8")).toBe(
    "impersonate-user: Łukasz\r\nimpersonate-group: größe\r\nimpersonate-group: 😀\r\n",
  );
});

test.each(["a\r\nx: y", "a\nb", "\0", "\u0141\n", "\x7f"])("no header smuggles another in: %j", (value) => {
  expect(() => headerLines({ authorization: value })).toThrow(/^cannot send the header "authorization"/);
  expect(() => headerLines({ "impersonate-group": ["x", value] })).toThrow(TypeError);
});

test.each(["", "a b", "a:", "ü"])("a header has a name: %j", (name) => {
  expect(() => headerLines({ [name]: "x" })).toThrow(TypeError);
});

test("the value of a refused header is not told", () => {
  expect(() => headerLines({ authorization: "Bearer hunter2\n" })).toThrow(/^(?!.*hunter2)/);
});

test("a method is a word, and a path begins no other line", () => {
  expect(() => requestHead(address, { method: "GET /x", path: "/", headers: "" })).toThrow(TypeError);
  const head = requestHead(address, { method: "GET", path: "/a\r\nx: y", headers: "" });
  expect(head.split("\r\n")).toHaveLength(4);
});
