import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import type { Credentials } from "../../../../src/runtime/client/connection.ts";
import { execCredentials } from "../../../../src/runtime/client/exec-credential.ts";
import { loadConnection } from "../../../../src/runtime/client/load-connection.ts";

// the cases of client-go's exec_test.go: TestRefreshCreds, TestRoundTripper, TestTLSCredentials

const v1 = "client.authentication.k8s.io/v1";
let dir: string;
let clock: VirtualClock;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "exec-"));
  clock = new VirtualClock();
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A program that notes what it was given and prints the file `answer`. */
function plugin(answer: object | string): string {
  writeFileSync(join(dir, "answer"), typeof answer === "string" ? answer : JSON.stringify(answer));
  const path = join(dir, "plugin");
  writeFileSync(
    path,
    `#!/bin/sh\nprintf '%s\\n' "$KUBERNETES_EXEC_INFO" >> "${dir}/info"\necho "$* $EXTRA $OWN" >> "${dir}/given"\ncat "${dir}/answer"\n`,
  );
  chmodSync(path, 0o755);
  return path;
}
const noted = (name: string) =>
  existsSync(join(dir, name)) ? readFileSync(join(dir, name), "utf8").trim().split("\n") : [];
const credential = (status: object, apiVersion = v1) => ({ kind: "ExecCredential", apiVersion, status });

function load(options: {
  answer?: object | string;
  exec?: object;
  cluster?: object;
  interactive?: boolean;
}): () => Promise<Partial<Credentials>> {
  const { answer = credential({ token: "t" }), exec = {}, cluster = {}, interactive = false } = options;
  return execCredentials(
    {
      name: "dev",
      namespace: undefined,
      source: "config",
      cluster: { server: "https://api.example.com", ...cluster },
      user: { exec: { apiVersion: v1, command: plugin(answer), interactiveMode: "Never", ...exec } },
    },
    { clock, env: { PATH: process.env.PATH, OWN: "own" }, interactive },
  );
}

describe("what it answers", () => {
  test("a token, a certificate with its key, or both become credentials", async () => {
    expect(await load({})()).toEqual({ headers: { authorization: "Bearer t" }, tls: {} });
    const pair = { clientCertificateData: "CERT", clientKeyData: "KEY" };
    expect(await load({ answer: credential(pair) })()).toEqual({
      headers: {},
      tls: { cert: "CERT", key: "KEY" },
    });
    expect(await load({ answer: credential({ ...pair, token: "t" }) })()).toMatchObject({
      headers: { authorization: "Bearer t" },
      tls: { key: "KEY" },
    });
  });

  test("it is kept while it has not expired, for ever without a time", async () => {
    const expirationTimestamp = new Date(clock.now() + 100_000).toISOString();
    const kept = load({ answer: credential({ token: "t" }) });
    await kept();
    await clock.advance(1_000_000_000);
    await kept();
    expect(noted("given")).toHaveLength(1);
    const until = new Date(clock.now() + 100_000).toISOString();
    const expiring = load({ answer: credential({ token: "t", expirationTimestamp: until }) });
    expect((await expiring()).expiresAt).toBe(clock.now() + 100_000);
    await clock.advance(100_000);
    await expiring();
    expect(noted("given")).toHaveLength(2);
    await clock.advance(1);
    await expiring();
    expect(noted("given")).toHaveLength(3);
    expect(expirationTimestamp).not.toBe(until);
  });

  test.each<[string, object | string, string]>([
    ["no JSON", "hello", "did not print the JSON"],
    ["nothing", "", "did not print the JSON"],
    [
      "another version",
      credential({ token: "t" }, "client.authentication.k8s.io/v1beta1"),
      "answered as ExecCredential of client.authentication.k8s.io/v1beta1",
    ],
    ["another kind", { kind: "Pod", apiVersion: v1, status: {} }, "answered as Pod"],
    ["no status", { kind: "ExecCredential", apiVersion: v1 }, "did not answer with a status"],
    ["an empty status", credential({}), "neither with a token nor with a certificate"],
    [
      "a certificate without key",
      credential({ clientCertificateData: "x" }),
      "only one of certificate and key",
    ],
    [
      "a key beside a token",
      credential({ token: "t", clientKeyData: "x" }),
      "only one of certificate and key",
    ],
    ["a time that is none", credential({ token: "t", expirationTimestamp: "soon" }), "is no time"],
  ])("%s is refused", async (_, answer, message) => {
    await expect(load({ answer })()).rejects.toMatchObject({
      code: "CREDENTIALS_UNAVAILABLE",
      message: expect.stringContaining(message) as string,
    });
  });

  test("nothing of it comes into a message", async () => {
    const error = await load({ answer: '{"token":"hunter2"' })().catch((thrown: unknown) => thrown as Error);
    expect(JSON.stringify([String(error), (error as Error).cause])).not.toContain("hunter2");
  });
});

describe("what it is given", () => {
  test("its arguments, its variables beside those of the process, and the version that it is to speak", async () => {
    await load({ exec: { args: ["get", "a b"], env: [{ name: "EXTRA", value: "extra" }] } })();
    expect(noted("given")).toEqual(["get a b extra own"]);
    expect(JSON.parse(noted("info")[0] ?? "")).toEqual({
      kind: "ExecCredential",
      apiVersion: v1,
      spec: { interactive: false },
    });
  });

  test("v1beta1 where that is configured", async () => {
    const beta = "client.authentication.k8s.io/v1beta1";
    await load({ answer: credential({ token: "t" }, beta), exec: { apiVersion: beta } })();
    expect(JSON.parse(noted("info")[0] ?? "")).toMatchObject({ apiVersion: beta });
  });

  test("the cluster, if it asks for it, with what the kubeconfig keeps for plugins", async () => {
    const cluster = {
      "certificate-authority-data": "Q0E=",
      "tls-server-name": "api",
      "proxy-url": "http://proxy",
      extensions: [
        { name: "client.authentication.k8s.io/exec", extension: { audience: "x" } },
        { name: "other", extension: 1 },
      ],
    };
    await load({ cluster, exec: { provideClusterInfo: true } })();
    expect(JSON.parse(noted("info")[0] ?? "")).toMatchObject({
      spec: {
        cluster: {
          server: "https://api.example.com",
          "certificate-authority-data": "Q0E=",
          "tls-server-name": "api",
          "proxy-url": "http://proxy",
          config: { audience: "x" },
        },
      },
    });
  });

  test.each([
    ["Never", true, false],
    ["IfAvailable", true, true],
    ["IfAvailable", false, false],
    [undefined, false, false],
    ["Always", true, true],
  ])("with mode %s and terminal %s it is interactive: %s", async (interactiveMode, interactive, expected) => {
    await load({ exec: { interactiveMode }, interactive })();
    expect(JSON.parse(noted("info")[0] ?? "")).toMatchObject({ spec: { interactive: expected } });
  });

  test("one that always asks is not run without a terminal", () => {
    expect(() => load({ exec: { interactiveMode: "Always" } })).toThrow("wants a terminal");
  });
});

describe("a configuration that is wrong", () => {
  test.each([
    [{ apiVersion: "client.authentication.k8s.io/v1alpha1" }, "exec.apiVersion"],
    [{ apiVersion: undefined }, "exec.apiVersion"],
    [{ command: "" }, "exec.command"],
    [{ interactiveMode: "Sometimes" }, "exec.interactiveMode"],
  ])("%j is told", (exec, message) => {
    expect(() => load({ exec })).toThrow(message);
  });

  test("a program that is not there is told with the hint where to get it, without what would speak to the terminal", async () => {
    const exec = { command: join(dir, "none"), installHint: "install \u001b[1mit" };
    await expect(load({ exec })()).rejects.toMatchObject({
      code: "CREDENTIALS_UNAVAILABLE",
      message: expect.stringContaining("there is no program") as string,
      hint: "install [1mit",
    });
  });

  test("a program that fails is told with its words", async () => {
    const command = join(dir, "failing");
    writeFileSync(command, "#!/bin/sh\necho log in first >&2\nexit 3\n");
    chmodSync(command, 0o755);
    await expect(load({ exec: { command } })()).rejects.toThrow("ended with 3: log in first");
  });
});

describe("a kubeconfig with a plugin", () => {
  const kubeconfig = (command: string) => {
    const exec = { apiVersion: v1, command, interactiveMode: "Never" };
    const path = join(dir, "config");
    writeFileSync(
      path,
      JSON.stringify({
        "current-context": "dev",
        clusters: [{ name: "dev", cluster: { server: "https://api.example.com" } }],
        contexts: [{ name: "dev", context: { cluster: "dev", user: "dev" } }],
        users: [{ name: "dev", user: { exec } }],
      }),
    );
    return path;
  };
  const answer = (token: string) => writeFileSync(join(dir, "answer"), JSON.stringify(credential({ token })));

  test("asks it once for many, not again each minute, and again when the server refuses", async () => {
    const connection = await loadConnection({
      kubeconfig: kubeconfig(plugin(credential({ token: "t1" }))),
      clock,
    });
    const token = async () => (await connection.credentials()).headers.authorization;
    expect(await Promise.all([token(), token()])).toEqual(["Bearer t1", "Bearer t1"]);
    await clock.advance(60_000);
    answer("t2");
    expect(await token()).toBe("Bearer t1");
    const used = await connection.credentials();
    connection.refresh(used);
    connection.refresh(used);
    expect(await Promise.all([token(), token()])).toEqual(["Bearer t2", "Bearer t2"]);
    expect(noted("info")).toHaveLength(2);
  });

  test("asks it again when its answer has expired, without waiting for a minute to pass", async () => {
    const expirationTimestamp = new Date(clock.now() + 10_000).toISOString();
    const path = plugin(credential({ token: "t1", expirationTimestamp }));
    const connection = await loadConnection({ kubeconfig: kubeconfig(path), clock });
    await connection.credentials();
    answer("t2");
    await clock.advance(10_001);
    expect((await connection.credentials()).headers.authorization).toBe("Bearer t2");
  });

  test("finds it beside itself", async () => {
    plugin(credential({ token: "t" }));
    const connection = await loadConnection({ kubeconfig: kubeconfig("./plugin"), clock });
    expect((await connection.credentials()).headers.authorization).toBe("Bearer t");
  });
});
