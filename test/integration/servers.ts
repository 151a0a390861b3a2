import { threadId } from "node:worker_threads";
import { afterAll, beforeAll, describe, inject } from "vitest";
import { startSandbox } from "../../src/sandbox/server.ts";
import { createApi, type Api, type Credentials } from "./api.ts";

/** A server under test, the same for the sandbox and the real one. */
export interface TestServer extends Credentials {
  readonly name: "sandbox" | "kube-apiserver";
  readonly api: Api;
  kubeconfig(): string;
  /** Whether garbage collection and Deployments work: the real server needs kube-controller-manager for it. */
  readonly controllers: boolean;
  /** A namespace of its own, made on the server. */
  namespace(): Promise<string>;
}

let counter = 0;

/**
 * Runs the same cases on the sandbox and on a real kube-apiserver. The real one is started once for all files
 * (see real-server.ts); without it the cases are skipped, and the set-up says why.
 */
export function onBothServers(title: string, body: (server: TestServer) => void): void {
  describe(`${title} [sandbox]`, () => {
    let stop: (() => Promise<void>) | undefined;
    const server = lateServer("sandbox", true);
    beforeAll(async () => {
      const sandbox = await startSandbox();
      server.connect(sandbox, () => sandbox.kubeconfig());
      stop = () => sandbox.stop();
    });
    afterAll(async () => {
      server.api.close();
      await stop?.();
    });
    body(server);
  });

  const real = inject("controlPlane");
  describe.skipIf(!real)(`${title} [kube-apiserver]`, () => {
    const server = lateServer("kube-apiserver", real?.controllers ?? false);
    beforeAll(() => {
      if (real) server.connect(real, () => real.kubeconfig);
    });
    afterAll(() => {
      server.api.close();
    });
    body(server);
  });
}

/** For cases that compare the answers of both: `real` is absent where there is no real server. Without `behaviours` nothing acts in the sandbox but its API server. */
export function onTwoServers(
  title: string,
  body: (servers: { sandbox: TestServer; real: TestServer | undefined }) => void,
  options: { behaviours?: false } = {},
): void {
  describe(title, () => {
    let stop: (() => Promise<void>) | undefined;
    const found = inject("controlPlane");
    const sandbox = lateServer("sandbox", true);
    const real = found && lateServer("kube-apiserver", found.controllers);
    beforeAll(async () => {
      const started = await startSandbox(options);
      sandbox.connect(started, () => started.kubeconfig());
      stop = () => started.stop();
      if (found) real?.connect(found, () => found.kubeconfig);
    });
    afterAll(async () => {
      sandbox.api.close();
      real?.api.close();
      await stop?.();
    });
    body({ sandbox, real });
  });
}

function lateServer(name: TestServer["name"], controllers: boolean) {
  let connected: (Credentials & { api: Api; kubeconfig: () => string }) | undefined;
  const current = () => {
    if (!connected) throw new Error("the server is there only inside tests and hooks");
    return connected;
  };
  return {
    name,
    controllers,
    connect(credentials: Credentials, kubeconfig: () => string) {
      connected = {
        url: credentials.url,
        ca: credentials.ca,
        token: credentials.token,
        api: createApi(credentials),
        kubeconfig,
      };
    },
    get url() {
      return current().url;
    },
    get ca() {
      return current().ca;
    },
    get token() {
      return current().token;
    },
    get api() {
      return current().api;
    },
    kubeconfig: () => current().kubeconfig(),
    async namespace() {
      // several workers of a process, and several processes, may share the real server
      const namespace = `test-${process.pid}-${threadId}-${counter++}`;
      const { status } = await current().api.post("/api/v1/namespaces", {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: namespace },
      });
      if (status !== 201) throw new Error(`cannot create namespace ${namespace}: ${status}`);
      return namespace;
    },
  };
}
