import { connect } from "node:tls";
import { afterEach, expect, test } from "vitest";
import { configMap, configMaps, useSandbox } from "../test-server.ts";

const server = useSandbox();

afterEach(async () => {
  // whatever came before, others are served
  expect((await server.call("GET", "/healthz")).code).toBe(200);
});

test.each([
  ["lists", "[", "]"],
  ["objects", '{"a":', "}"],
])(
  "JSON %s that are nested too deep are refused: 501 where a real server reads them, 400 beyond",
  async (_, open, close) => {
    const post = (depth: number) => {
      const body = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x"},"other":${open.repeat(depth)}${open === "[" ? "" : "1"}${close.repeat(depth)}}`;
      return server.call("POST", `${configMaps}?dryRun=All`, { body });
    };
    expect((await post(400)).code).toBe(201);
    expect((await post(9000)).body.message).toBe(
      "the sandbox does not implement objects nested deeper than 500 levels",
    );
    const { code, body } = await post(10_001);
    expect(code).toBe(400);
    expect(body.message).toContain(`invalid character '${open[0]}' exceeded max depth`);
  },
);

test("YAML that is nested too deep is refused, as a body and as an apply", async () => {
  const body = "a: " + "[".repeat(9000) + "]".repeat(9000);
  expect((await server.call("POST", configMaps, { body, type: "application/yaml" })).code).toBe(501);
  expect((await server.patch(`${configMaps}/x?fieldManager=a`, body, "apply")).code).toBe(501);
});

test("JSON patches cannot nest an object deeper than it may be sent", async () => {
  const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  const schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const spec = {
    group: "example.com",
    scope: "Cluster",
    names: { plural: "frees", singular: "free", kind: "Free" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
  };
  const metadata = { name: "frees.example.com" };
  const definition = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata,
    spec,
  };
  expect((await server.call("POST", definitions, { body: definition })).code).toBe(201);
  const path = "/apis/example.com/v1/frees";
  const a = JSON.parse('{"a":'.repeat(400) + "1" + "}".repeat(400)) as unknown;
  const free = { apiVersion: "example.com/v1", kind: "Free", metadata: { name: "x" }, a };
  expect((await server.call("POST", path, { body: free })).code).toBe(201);
  const patch = [{ op: "copy", from: "/a", path: `${"/a".repeat(200)}` }];
  expect((await server.patch(`${path}/x`, patch, "json")).code).toBe(501);
});

test.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"])(
  "%s is a key like any other",
  async (key) => {
    const name = `key-${key.toLowerCase().replaceAll("_", "")}`;
    const data = (value: string) => `{"data":{"${key}":${value}}}`;
    const body = JSON.stringify(configMap(name, {})).replace('"data":{}', data('"a"').slice(1, -1));
    const created = await server.call("POST", configMaps, { body });
    expect(Object.entries(created.body.data as object)).toEqual([[key, "a"]]);
    const at = `${configMaps}/${name}`;
    expect((await server.patch(at, data('"b"'))).text).toContain(`"data":{"${key}":"b"}`);
    expect((await server.call("GET", `${configMaps}?labelSelector=${key}`)).code).toBe(
      key === "__proto__" ? 400 : 200,
    );
    expect((await server.patch(at, data("null"))).body.data).toBeUndefined();
  },
);

test("JSON patches do not reach prototypes", async () => {
  await server.call("POST", configMaps, { body: configMap("prototype", { a: "b" }) });
  for (const path of ["/__proto__/polluted", "/constructor/prototype/polluted", "/data/__proto__/polluted"])
    expect(
      (await server.patch(`${configMaps}/prototype`, [{ op: "add", path, value: 1 }], "json")).code,
    ).toBe(422);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test("the encoding of a body is not looked at, as on a real server", async () => {
  const headers = { "content-encoding": "gzip" };
  expect((await server.call("POST", configMaps, { body: configMap("gzip", {}), headers })).code).toBe(201);
});

const head = () => `Host: x\r\nAuthorization: Bearer ${server.sandbox.token}\r\nConnection: close\r\n`;

test("a target may name the server; headers may have up to a megabyte, and be many", async () => {
  expect(await raw(`GET https://other/version HTTP/1.1\r\n${head()}\r\n`)).toBe(200);
  expect(await raw(`GET /version HTTP/1.1\r\nA: ${"a".repeat(900_000)}\r\n${head()}\r\n`)).toBe(200);
  // who is still writing when the connection ends may miss the answer
  const tooMuch = raw(`GET /version HTTP/1.1\r\nA: ${"a".repeat(2_000_000)}\r\n${head()}\r\n`);
  expect(await tooMuch.catch(() => 431)).toBe(431);
  const many = Array.from({ length: 3000 }, (_, index) => `A-${index}: a\r\n`).join("");
  expect(await raw(`GET /version HTTP/1.1\r\n${many}${head()}\r\n`)).toBe(200);
});

test.each([
  ["two lengths", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} "],
  ["a length below zero", "Content-Length: -1\r\n\r\n"],
  [
    "a length and chunks",
    "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
  ],
  ["an unknown transfer encoding", "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"],
  ["two transfer encodings", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"],
])("a request with %s is refused, and nothing after it is read", async (_, rest) => {
  expect(await raw(`POST ${configMaps} HTTP/1.1\r\n${head()}${rest}`)).toBe(400);
});

test.each([
  ["two hosts", "GET /version HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400 Bad Request"],
  [
    "a host that is none",
    "GET /version HTTP/1.1\r\nHost: a b\r\n\r\n",
    "400 Bad Request: malformed Host header",
  ],
  ["no host", "GET /version HTTP/1.1\r\n\r\n", "400 Bad Request: missing required Host header"],
  [
    "another version of HTTP",
    "GET /version HTTP/2.0\r\nHost: a\r\n\r\n",
    "505 HTTP Version Not Supported: unsupported protocol version",
  ],
  ["something else than HTTP", "\u0000\u0001\r\n\r\n", "400 Bad Request"],
  ["somewhere else to go", "CONNECT example.com:443 HTTP/1.1\r\nHost: a\r\n\r\n", "404 Not Found"],
])("a request with %s is refused in Go's words, and the connection ends", async (_, text, line) => {
  const answer = await rawAnswer(text);
  expect(answer.split("\r\n")[0]).toBe(`HTTP/1.1 ${line}`);
  expect(answer).toMatch(/connection: close/i);
});

test("who waits to be told to go on is told when the body is read, and not where it is not", async () => {
  const request = `POST ${configMaps}?dryRun=All HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n`;
  expect(await rawAnswer(`${request}${head()}\r\n{}`)).toMatch(
    /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 422 /,
  );
  expect(await rawAnswer(`${request}Host: x\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 401 /);
});

test("a method of no path", async () => {
  expect(await rawAnswer(`OPTIONS * HTTP/1.1\r\n${head()}\r\n`)).toMatch(/^HTTP\/1\.1 200 OK/);
});

/** The code of the only answer to bytes on a connection of their own. */
async function raw(text: string): Promise<number> {
  const answer = await rawAnswer(text);
  if (answer.match(/^HTTP\/1\.1 /gm)?.length !== 1) throw new Error(`not one answer: ${answer}`);
  return Number(answer.slice(9, 12));
}

/** All that is answered to bytes on a connection of their own, when that has ended. */
function rawAnswer(text: string): Promise<string> {
  const { port, ca } = server.sandbox;
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect({ host: "127.0.0.1", port, ca }, () => socket.write(text));
    socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}
