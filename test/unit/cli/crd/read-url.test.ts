import { expect, test } from "vitest";
import { readUrl } from "../../../../src/cli/crd/read-url.ts";

const { signal } = new AbortController();

function answering(response: Response, url = "https://example.com/crds.yaml"): typeof fetch {
  Object.defineProperty(response, "url", { value: url });
  return async () => response;
}

test("the text behind an https address is read", async () => {
  const text = await readUrl("https://example.com/crds.yaml", {
    signal,
    fetch: answering(new Response("kind: é")),
  });
  expect(text).toBe("kind: é");
});

test.each(["http://example.com/x", "file:///etc/passwd", "ftp://example.com/x"])(
  "%s is refused",
  async (address) => {
    const reached: typeof fetch = () => {
      throw new Error("it was asked for");
    };
    await expect(readUrl(address, { signal, fetch: reached })).rejects.toMatchObject({
      code: "URL_REFUSED",
      message: `cannot read "${address}": expected an https address`,
    });
  },
);

test("an address that leads to http is refused", async () => {
  const fetch = answering(new Response("x"), "http://example.com/other");
  await expect(readUrl("https://example.com/x", { signal, fetch })).rejects.toMatchObject({
    code: "URL_REFUSED",
    message:
      'cannot read "https://example.com/x": it leads to http://example.com/other: expected an https address',
  });
});

test("an answer that is no success, one that is too large and no answer are told apart", async () => {
  const failure = (fetch: typeof globalThis.fetch, limit?: number) =>
    readUrl("https://example.com/x", { signal, fetch, ...(limit === undefined ? {} : { limit }) });
  await expect(
    failure(answering(new Response("", { status: 404, statusText: "Not Found" }))),
  ).rejects.toMatchObject({
    code: "DOWNLOAD_FAILED",
    message: 'cannot read "https://example.com/x": the server answers 404 Not Found',
  });
  await expect(failure(answering(new Response("12345")), 4)).rejects.toMatchObject({
    message: 'cannot read "https://example.com/x": it is larger than 4 bytes',
  });
  const refused = async () => {
    throw new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") });
  };
  await expect(failure(refused)).rejects.toMatchObject({
    code: "DOWNLOAD_FAILED",
    message: 'cannot read "https://example.com/x": fetch failed: connect ECONNREFUSED',
  });
});
