import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createCertificateAuthority, issueCertificate } from "../../../../src/base/certificate.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { CertWatcher } from "../../../../src/runtime/certificate/cert-watcher.ts";
import { RestClient } from "../../../../src/runtime/client/rest-client.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import { metricsServer } from "../../../../src/runtime/metrics/metrics-server.ts";
import { recordingLogger } from "../../../helpers/recording-logger.ts";
import { startScriptedServer, type ScriptedServer, type Step } from "../../../helpers/scripted-server.ts";

let api: ScriptedServer;
let transport: Transport;
let clock: VirtualClock;
const log = recordingLogger();
const stops: (() => Promise<void>)[] = [];
beforeEach(async () => {
  api = await startScriptedServer();
  transport = new Transport(api.connection());
  // real time: the self-signed certificate must be valid today
  clock = new VirtualClock(Date.now());
  log.lines.length = 0;
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  transport.close();
  await api.close();
});

async function serve(
  options: {
    secure?: boolean;
    certificate?: CertWatcher;
    render?: () => Promise<{ contentType: string; text: string }>;
  } = {},
): Promise<number> {
  const {
    secure = true,
    render = () => Promise.resolve({ contentType: "text/plain; version=0.0.4", text: "up 1\n" }),
  } = options;
  const controller = new AbortController();
  return new Promise((resolve, reject) => {
    const running = metricsServer({
      address: "127.0.0.1:0",
      secure,
      certificate: options.certificate,
      client: new RestClient(transport),
      clock,
      logger: log.logger,
      render,
      pages: {
        "/explain": (query) => ({
          code: 200,
          contentType: "application/json",
          text: `"${query.get("name")}"`,
        }),
      },
      onListening: resolve,
    }).start(controller.signal);
    running.catch(reject);
    stops.push(() => {
      controller.abort();
      return running;
    });
  });
}

function scrape(
  port: number,
  options: { token?: string; path?: string; method?: string } = {},
): Promise<[number, string]> {
  const { token, path = "/metrics", method = "GET" } = options;
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        port,
        host: "127.0.0.1",
        path,
        method,
        agent: false,
        rejectUnauthorized: false,
        headers: token ? { authorization: `Bearer ${token}` } : {},
      },
      (response) => {
        let text = "";
        response.on("data", (chunk) => (text += String(chunk)));
        response.on("end", () => resolve([response.statusCode ?? 0, text]));
      },
    );
    request.on("error", reject);
    request.end();
  });
}

const known: Step = ({ json }) =>
  json(201, {
    status: {
      authenticated: true,
      user: { username: "prometheus", uid: "7", groups: ["system:authenticated"], extra: { node: ["n1"] } },
    },
  });
const unknown: Step = ({ json }) => json(201, { status: { authenticated: false } });
const allowed: Step = ({ json }) => json(201, { status: { allowed: true } });
const denied: Step = ({ json }) => json(201, { status: { allowed: false } });

describe("secure", () => {
  test("other pages are for those who may get their path", async () => {
    const port = await serve();
    api.script(known, allowed);
    expect(await scrape(port, { token: "t", path: "/explain?name=a" })).toEqual([200, '"a"']);
    const [, review] = api.requests.map(({ body }) => JSON.parse(body).spec as object);
    expect(review).toMatchObject({ nonResourceAttributes: { path: "/explain", verb: "get" } });
    api.script(known, denied);
    expect((await scrape(port, { token: "other", path: "/explain?name=a" }))[0]).toBe(403);
  });

  test("somebody known and allowed gets the metrics; the API server is asked with all that it said of the user", async () => {
    const port = await serve();
    api.script(known, allowed);
    expect(await scrape(port, { token: "t" })).toEqual([200, "up 1\n"]);
    expect(api.requests.map((request) => [request.path, JSON.parse(request.body).spec])).toEqual([
      ["/apis/authentication.k8s.io/v1/tokenreviews", { token: "t" }],
      [
        "/apis/authorization.k8s.io/v1/subjectaccessreviews",
        {
          user: "prometheus",
          uid: "7",
          groups: ["system:authenticated"],
          extra: { node: ["n1"] },
          nonResourceAttributes: { path: "/metrics", verb: "get" },
        },
      ],
    ]);
  });

  test("scrapes that come at the same time ask the API server once", async () => {
    const port = await serve();
    api.script(known, allowed);
    const answers = await Promise.all([1, 2, 3].map(() => scrape(port, { token: "t" })));
    expect(answers.map(([status]) => status)).toEqual([200, 200, 200]);
    expect(api.requests).toHaveLength(2);
  });

  test("nobody gets nothing, and the API server is not asked", async () => {
    expect(await scrape(await serve())).toEqual([401, "Unauthorized\n"]);
    expect(api.requests).toEqual([]);
  });

  test("somebody unknown gets nothing", async () => {
    const port = await serve();
    api.script(unknown);
    expect(await scrape(port, { token: "t" })).toEqual([401, "Unauthorized\n"]);
  });

  test("somebody who may not is told by name", async () => {
    const port = await serve();
    api.script(known, denied);
    expect(await scrape(port, { token: "t" })).toEqual([403, "Authorization denied for user prometheus\n"]);
  });

  test("the method and the path decide, and the query does not", async () => {
    const port = await serve();
    api.script(known, denied);
    await scrape(port, { token: "t", path: "/metrics?x=1", method: "POST" });
    expect(JSON.parse(api.requests[1]!.body).spec.nonResourceAttributes).toEqual({
      path: "/metrics",
      verb: "post",
    });
  });

  test("a path that is not there is told only to those who may ask", async () => {
    const port = await serve();
    expect((await scrape(port, { path: "/secrets" }))[0]).toBe(401);
    api.script(known, allowed);
    expect((await scrape(port, { token: "t", path: "/secrets" }))[0]).toBe(404);
  });

  test("answers are remembered: a minute who it is, five minutes that it may", async () => {
    const port = await serve();
    api.script(known, allowed);
    await scrape(port, { token: "t" });
    await clock.advance(59_000);
    await scrape(port, { token: "t" });
    expect(api.requests).toHaveLength(2);
    api.script(known);
    await clock.advance(1_000);
    expect((await scrape(port, { token: "t" }))[0]).toBe(200);
    expect(api.requests).toHaveLength(3);
  });

  test("a refusal is remembered for half a minute, so that a new role soon counts", async () => {
    const port = await serve();
    api.script(known, denied);
    await scrape(port, { token: "t" });
    await clock.advance(29_000);
    expect((await scrape(port, { token: "t" }))[0]).toBe(403);
    api.script(allowed);
    await clock.advance(1_000);
    expect((await scrape(port, { token: "t" }))[0]).toBe(200);
  });

  test("an answer for one token is none for another, known or not", async () => {
    const port = await serve();
    api.script(known, allowed, unknown, known, denied);
    await scrape(port, { token: "t" });
    expect((await scrape(port, { token: "u" }))[0]).toBe(401);
    expect((await scrape(port, { token: "v" }))[0]).toBe(403);
  });

  test("when the API server cannot be asked nobody gets in, it is logged, and asked again next time", async () => {
    const port = await serve();
    api.script(
      ({ refuse }) => refuse(403, "Forbidden", { message: "may not review" }),
      known,
      ({ reset }) => reset(),
      allowed,
    );
    expect(await scrape(port, { token: "t" })).toEqual([500, "Authentication failed\n"]);
    expect(await scrape(port, { token: "t" })).toEqual([500, "Authorization for user prometheus failed\n"]);
    expect((await scrape(port, { token: "t" }))[0]).toBe(200);
    expect(log.lines[0]).toMatchObject({ level: "warn", fields: { error: "may not review" } });
    expect(JSON.stringify(log.lines)).not.toContain("Bearer");
  });

  test("plain HTTP is not answered", async () => {
    await expect(fetch(`http://127.0.0.1:${await serve()}/metrics`)).rejects.toThrow();
  });
});

describe("plain", () => {
  test("anybody gets the metrics, with their media type", async () => {
    const response = await fetch(`http://127.0.0.1:${await serve({ secure: false })}/metrics`);
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      200,
      "text/plain; version=0.0.4",
      "up 1\n",
    ]);
  });

  test("metrics that cannot be rendered are a 500, not the end of the process", async () => {
    const port = await serve({ secure: false, render: () => Promise.reject(new Error("broken collector")) });
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(500);
    expect(log.lines[0]).toMatchObject({
      message: "cannot serve metrics",
      fields: { error: "broken collector" },
    });
  });
});

test("a certificate that changes is what the next handshake gets", async () => {
  const folder = await mkdtemp(join(tmpdir(), "metrics-"));
  const [certPath, keyPath] = [join(folder, "tls.crt"), join(folder, "tls.key")];
  const authority = createCertificateAuthority({ commonName: "ca", now: new Date() });
  const put = async (commonName: string) => {
    const issued = issueCertificate(authority, { commonName, hosts: ["localhost"], now: new Date() });
    await writeFile(certPath, issued.certificate);
    await writeFile(keyPath, issued.key);
  };
  await put("first");
  let changed = () => {};
  const swapped = new Promise<void>((resolve) => (changed = resolve));
  const certificate = new CertWatcher({ certPath, keyPath, clock, logger: log.logger });
  const port = await serve({ certificate });
  const served = () =>
    new Promise<string>((resolve, reject) => {
      const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      });
      socket.on("error", reject);
    });
  expect(await served()).toBe("first");
  certificate.onChange(() => changed());
  await put("second");
  await swapped;
  expect(await served()).toBe("second");
  await rm(folder, { recursive: true });
});
