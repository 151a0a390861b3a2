import { describe, expect, test } from "vitest";
import { environmentProxy } from "../../../../src/runtime/client/environment-proxy.ts";

const proxy = (server: string, env: Record<string, string>) => environmentProxy(server, env)?.href;

// the cases of golang.org/x/net/http/httpproxy
describe("which proxy", () => {
  test.each<[Record<string, string>, string, string | undefined]>([
    [{}, "https://example.com", undefined],
    [{ HTTPS_PROXY: "http://127.0.0.1:8080" }, "https://example.com", "http://127.0.0.1:8080/"],
    [{ https_proxy: "http://low" }, "https://example.com", "http://low/"],
    [{ HTTPS_PROXY: "http://up", https_proxy: "http://low" }, "https://example.com", "http://up/"],
    [{ HTTPS_PROXY: "", https_proxy: "http://low" }, "https://example.com", "http://low/"],
    [{ HTTPS_PROXY: "proxy.example.com" }, "https://example.com", "http://proxy.example.com/"],
    [{ HTTPS_PROXY: "proxy.example.com:3128" }, "https://example.com", "http://proxy.example.com:3128/"],
    [{ HTTPS_PROXY: "https://user:pass@proxy" }, "https://example.com", "https://user:pass@proxy/"],
    [{ HTTPS_PROXY: "socks5://proxy:1080" }, "https://example.com", "socks5://proxy:1080"],
    [{ HTTP_PROXY: "http://plain" }, "https://example.com", undefined],
    [{ HTTP_PROXY: "http://plain" }, "http://example.com", "http://plain/"],
    [{ HTTPS_PROXY: "http://secure" }, "http://example.com", undefined],
    [{ ALL_PROXY: "http://all" }, "https://example.com", undefined],
    [{ HTTPS_PROXY: ":::" }, "https://example.com", undefined],
  ])("%j for %s is %s", (env, server, expected) => {
    expect(proxy(server, env)).toBe(expected);
  });
});

describe("NO_PROXY", () => {
  const goes = (server: string, exceptions: string) =>
    proxy(server, { HTTPS_PROXY: "http://proxy", NO_PROXY: exceptions }) !== undefined;

  test.each<[string, string, boolean]>([
    // never for oneself
    ["https://localhost:6443", "", false],
    ["https://127.0.0.1:6443", "", false],
    ["https://127.0.0.2", "", false],
    ["https://[::1]:6443", "", false],
    ["https://[::2]", "", true],
    ["https://example.com", "*", false],
    ["https://example.com", "other, *", false],
    // a name is itself and what is below it
    ["https://example.com", "example.com", false],
    ["https://www.example.com", "example.com", false],
    ["https://badexample.com", "example.com", true],
    ["https://EXAMPLE.com", "Example.COM", false],
    ["https://example.com", " , example.com ,", false],
    // a dot is what is below it alone
    ["https://example.com", ".example.com", true],
    ["https://www.example.com", ".example.com", false],
    ["https://www.example.com", "*.example.com", false],
    ["https://example.com", "*.example.com", true],
    // ports
    ["https://example.com:6443", "example.com:6443", false],
    ["https://example.com:6443", "example.com:443", true],
    ["https://example.com", "example.com:443", false],
    ["https://10.0.0.1:6443", "10.0.0.1:6443", false],
    ["https://10.0.0.1:6443", "10.0.0.1:1", true],
    ["https://[fd00::1]:6443", "[fd00::1]:6443", false],
    ["https://[fd00::1]:6443", "[fd00::1]:1", true],
    // addresses
    ["https://10.0.0.1", "10.0.0.1", false],
    ["https://10.0.0.1", "10.0.0.2", true],
    ["https://10.96.0.1", "10.96.0.0/12", false],
    ["https://10.0.0.1", "10.96.0.0/12", true],
    ["https://[fd00::1]", "fd00::/8", false],
    ["https://[fd00::1]", "fd00::1", false],
    ["https://[fd00::1]", "fd00:0:0::1", false],
    ["https://10.0.0.1", "fd00::/8", true],
    ["https://example.com", "10.0.0.0/8", true],
    // what cannot be read excepts nothing
    ["https://example.com", ":443", true],
    ["https://10.0.0.1", "10.0.0.0/99", true],
    ["https://10.0.0.1", "x/8", true],
  ])("%s with %j goes through: %s", (server, exceptions, expected) => {
    expect(goes(server, exceptions)).toBe(expected);
  });

  test("may be in lower case", () => {
    expect(
      proxy("https://a.example.com", { HTTPS_PROXY: "http://p", no_proxy: "example.com" }),
    ).toBeUndefined();
  });
});
