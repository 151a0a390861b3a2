import { describe, expect, test } from "vitest";
import { ResponseParser } from "../../../../src/runtime/client/response-parser.ts";

/** What a parser tells of the bytes fed to it in parts. */
function read(parts: readonly Buffer[], { close = false } = {}) {
  const told = {
    status: 0,
    headers: {} as Record<string, unknown>,
    warnings: [] as readonly string[],
    body: "",
    reusable: undefined as boolean | undefined,
    whole: undefined as boolean | undefined,
  };
  let ends = 0;
  const parser = new ResponseParser({
    head: ({ status, headers, warnings }) =>
      Object.assign(told, { status, headers: { ...headers }, warnings }),
    data: (part) => {
      expect(part.length).toBeGreaterThan(0);
      told.body += part.toString("latin1");
    },
    end: (reusable) => {
      ends++;
      told.reusable = reusable;
    },
  });
  for (const part of parts) parser.feed(part);
  if (close) told.whole = parser.close();
  expect(ends).toBe(told.reusable === undefined ? 0 : 1);
  return told;
}

const bytes = (text: string) => Buffer.from(text, "latin1");
const answer = (head: readonly string[], body = "") => `${head.join("\r\n")}\r\n\r\n${body}`;
const ok = "HTTP/1.1 200 OK";

const good: [string, string, object][] = [
  ["a length", answer([ok, "Content-Length: 5"], "hello"), { body: "hello", reusable: true }],
  ["no body", answer([ok, "content-length: 0"]), { body: "", reusable: true }],
  ["204", answer(["HTTP/1.1 204 No Content"]), { status: 204, body: "", reusable: true }],
  [
    "304 with the length of what it does not have",
    answer(["HTTP/1.1 304 x", "Content-Length: 9"]),
    { body: "" },
  ],
  [
    "chunks",
    answer([ok, "Transfer-Encoding: Chunked"], "5\r\nhello\r\n00A \r\n0123456789\r\n0\r\n\r\n"),
    { body: "hello0123456789", reusable: true },
  ],
  [
    "chunks with extensions and trailers",
    answer([ok, "transfer-encoding: chunked"], '1;a="b"\r\nx\r\n0;c\r\nExpires: never\r\nx-y:\r\n\r\n'),
    { body: "x", reusable: true },
  ],
  [
    "line ends and heads within a body",
    answer([ok, "transfer-encoding: chunked"], "a\r\n\r\n\r\nHTTP/1\r\n0\r\n\r\n"),
    { body: "\r\n\r\nHTTP/1" },
  ],
  [
    "interim answers before the answer",
    answer(["HTTP/1.1 100 Continue"]) +
      answer(["HTTP/1.1 103 Early Hints", "Link: <a>"]) +
      answer([ok, "Content-Length: 2"], "ok"),
    { status: 200, headers: { "content-length": "2" }, body: "ok" },
  ],
  ["no reason", answer(["HTTP/1.1 200", "Content-Length: 1"], "x"), { status: 200, body: "x" }],
  [
    "spaces and tabs around values, empty values, bytes beyond ASCII",
    answer([ok, "a: \t b c\t ", "b:", "c:\xe4", "Content-Length:0"]),
    { headers: { a: "b c", b: "", c: "\xe4", "content-length": "0" } },
  ],
  [
    "headers more than once, and of any name",
    answer([ok, 'Warning: 299 - "a"', 'warning: 299 - "b, c"', "__proto__: x", "Content-Length: 0"]),
    { warnings: ['299 - "a"', '299 - "b, c"'], headers: { warning: '299 - "a", 299 - "b, c"' } },
  ],
  [
    "a connection that is to be closed",
    answer([ok, "Connection: x, Close", "Content-Length: 0"]),
    { reusable: false },
  ],
  ["HTTP/1.0", answer(["HTTP/1.0 200 OK", "Content-Length: 1"], "x"), { body: "x", reusable: false }],
  [
    "HTTP/1.0 with a connection that is kept",
    answer(["HTTP/1.0 200 OK", "Connection: Keep-Alive", "Content-Length: 1"], "x"),
    { body: "x", reusable: true },
  ],
];

describe.each(good)("an answer with %s is read", (_, text, expected) => {
  const whole = bytes(text);
  test("as one", () => expect(read([whole])).toMatchObject(expected));

  test("cut in two at every byte", () => {
    for (let at = 1; at < whole.length; at++)
      expect(read([whole.subarray(0, at), whole.subarray(at)]), `at ${at}`).toMatchObject(expected);
  });

  test("byte by byte", () => {
    expect(read(Array.from(whole, (byte) => Buffer.of(byte)))).toMatchObject(expected);
  });

  test("not as whole before its last byte", () => {
    for (let at = 0; at < whole.length; at++)
      expect(read([whole.subarray(0, at)], { close: true }), `at ${at}`).toMatchObject({
        whole: false,
        reusable: undefined,
      });
  });
});

test("an answer without a length is whole when the connection ends, and not before", () => {
  const whole = bytes(answer([ok, "a: b"], "some text"));
  expect(read([whole])).toMatchObject({ body: "some text", reusable: undefined });
  for (let at = 1; at < whole.length; at++)
    expect(read([whole.subarray(0, at), whole.subarray(at)], { close: true })).toMatchObject({
      body: "some text",
      whole: true,
      reusable: false,
    });
});

const bad: [string, string][] = [
  ["no HTTP", "SSH-2.0-OpenSSH_9.6\r\n\r\n"],
  ["another version", answer(["HTTP/2 200 OK"])],
  ["a version that there is not", answer(["HTTP/1.2 200 OK"])],
  ["a status that is none", answer(["HTTP/1.1 20 OK"])],
  ["a status below all", answer(["HTTP/1.1 099 x"])],
  ["lines without CR", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"],
  ["spaces before the status", answer(["HTTP/1.1  200 OK"])],
  ["a protocol that it switches to", answer(["HTTP/1.1 101 Switching Protocols", "Upgrade: x"])],
  ["a header without a name", answer([ok, ": x"])],
  ["a header without a colon", answer([ok, "x"])],
  ["a space after a header's name", answer([ok, "Content-Length : 1"], "x")],
  ["a folded header", answer([ok, "a: b", " c", "Content-Length: 0"])],
  ["a zero byte in a header", answer([ok, "a: \0", "Content-Length: 0"])],
  ["a lone CR in a header", answer([ok, "a: b\rContent-Length: 0"])],
  ["a lone LF in a header", answer([ok, "a: b\nContent-Length: 0"])],
  ["a length and chunks", answer([ok, "Content-Length: 3", "Transfer-Encoding: chunked"], "0\r\n\r\n")],
  ["two lengths", answer([ok, "Content-Length: 1", "Content-Length: 2"], "xx")],
  ["a negative length", answer([ok, "Content-Length: -1"])],
  ["a length in hexadecimal", answer([ok, "Content-Length: 0x1"], "x")],
  ["a length that no number holds", answer([ok, `Content-Length: ${"9".repeat(16)}`])],
  ["another coding", answer([ok, "Transfer-Encoding: gzip, chunked"], "0\r\n\r\n")],
  ["chunks twice", answer([ok, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], "0\r\n\r\n")],
  ["a chunk without a size", answer([ok, "Transfer-Encoding: chunked"], "\r\nx")],
  ["a chunk's size that is no number", answer([ok, "Transfer-Encoding: chunked"], "0x1\r\nx\r\n0\r\n\r\n")],
  ["a chunk's size beyond all bounds", answer([ok, "Transfer-Encoding: chunked"], "fffffffff\r\n")],
  ["a chunk longer than it says", answer([ok, "Transfer-Encoding: chunked"], "1\r\nxy\r\n0\r\n\r\n")],
  ["a chunk's line without CR", answer([ok, "Transfer-Encoding: chunked"], "1\nx\r\n0\r\n\r\n")],
  ["a chunk that ends without LF", answer([ok, "Transfer-Encoding: chunked"], "1\r\nx\r0\r\n\r\n")],
  ["a trailer that is none", answer([ok, "Transfer-Encoding: chunked"], "0\r\nx\r\n\r\n")],
  ["something after its end", answer([ok, "Content-Length: 1"], "xHTTP/1.1 200 OK\r\n")],
  ["something after it says that there is nothing", answer(["HTTP/1.1 204 No Content"], "x")],
  ["headers without end", `${ok}\r\n${"a: b\r\n".repeat(20_000)}`],
  ["a chunk's line without end", answer([ok, "Transfer-Encoding: chunked"], `1;${"x".repeat(5_000)}`)],
  ["trailers without end", answer([ok, "Transfer-Encoding: chunked"], `0\r\n${"a: b\r\n".repeat(20_000)}`)],
];

test.each(bad)("an answer with %s is refused, however it is cut", (_, text) => {
  const whole = bytes(text);
  const refused = { name: "BadResponseError", code: "EBADMSG" };
  const feed = (parts: Buffer[]) => {
    try {
      read(parts);
    } catch (error) {
      return error;
    }
    return undefined;
  };
  expect(feed([whole])).toMatchObject(refused);
  const step = Math.max(1, Math.floor(whole.length / 100));
  for (let at = 1; at < whole.length; at += step)
    expect(feed([whole.subarray(0, at), whole.subarray(at)]), `at ${at}`).toMatchObject(refused);
});

test("what an answer says is not in the refusal: it may be a Secret's", () => {
  expect(() => read([bytes(answer([ok, "hunter2"]))])).toThrow(/^(?!.*hunter2)/);
});
