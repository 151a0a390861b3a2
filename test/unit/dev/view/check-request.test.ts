import { expect, test } from "vitest";
import { checkRequest } from "../../../../src/dev/view/check-request.ts";

const token = "a-token-of-32-letters-and-digits";
const own = { host: "127.0.0.1:4000" };
const ask = (headers: Record<string, string>, more: { method?: string; url?: string } = {}) =>
  checkRequest({ method: "GET", url: `/?token=${token}`, headers, ...more }, { port: 4000, token })?.code;

test("with the token, from itself, it is served: by query and by header", () => {
  expect(ask(own)).toBeUndefined();
  expect(ask({ host: "localhost:4000" })).toBeUndefined();
  expect(ask({ ...own, authorization: `Bearer ${token}` }, { url: "/api/state" })).toBeUndefined();
  expect(ask({ ...own, origin: "http://127.0.0.1:4000", "sec-fetch-site": "same-origin" })).toBeUndefined();
  expect(ask(own, { method: "HEAD" })).toBeUndefined();
});

test.each(["", "?token=", "?token=x", `?token=${token}x`, `?token=${token.slice(1)}`, `?tok=${token}`])(
  "without the token (%s) it is not",
  (query) => expect(ask(own, { url: `/${query}` })).toBe(401),
);

test("a wrong header is no better for a right query", () => {
  expect(ask({ ...own, authorization: "Bearer other" })).toBe(401);
});

test.each([
  "evil.example",
  "127.0.0.1",
  "127.0.0.1:4001",
  "evil.example:4000",
  "127.0.0.1.evil.example:4000",
  "",
])("under another name (%s) it is not: that of a page whose name leads here", (host) =>
  expect(ask({ host })).toBe(403),
);

test("nor without a name", () => expect(ask({})).toBe(403));

test.each(["https://evil.example", "http://127.0.0.1:4001", "https://127.0.0.1:4000", "null"])(
  "from another origin (%s) it is not",
  (origin) => expect(ask({ ...own, origin })).toBe(403),
);

test("another site may link here, but not load from here", () => {
  const site = { ...own, "sec-fetch-site": "cross-site" };
  expect(ask({ ...site, "sec-fetch-mode": "navigate" })).toBeUndefined();
  expect(ask({ ...site, "sec-fetch-mode": "no-cors" })).toBe(403);
  expect(ask(site)).toBe(403);
});

test.each(["POST", "PUT", "DELETE", "OPTIONS"])("%s changes nothing, so it is refused", (method) =>
  expect(ask(own, { method })).toBe(405),
);
