import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import type { Server } from "node:https";
import type { AddressInfo } from "node:net";
import { createCertificateAuthority, issueCertificate } from "../base/certificate.ts";
import { systemClock, type Clock } from "../base/clock.ts";
import { UserError } from "../base/errors.ts";
import { silentLogger, type Logger } from "../base/logger.ts";
import { readBuiltInSchemas, type BuiltInSchemas } from "../k8s/built-in.ts";
import { AccessControl } from "./auth/access-control.ts";
import { seedPolicy } from "./auth/rbac/seed-policy.ts";
import { admin, type User } from "./auth/user.ts";
import { createBuiltInTypes } from "./admission/go-shape.ts";
import type { BehaviourSettings } from "./behaviour/settings.ts";
import { startBehaviours } from "./behaviour/start-behaviours.ts";
import { startAdmission } from "./start-admission.ts";
import { WebhookClient } from "./webhook/webhook-client.ts";
import { ServiceRoutes, type ServiceAddresses } from "./webhook/service-routes.ts";
import { createDoor } from "./http/create-door.ts";
import { createHandler } from "./http/handler.ts";
import { kubeconfigFor } from "./kubeconfig.ts";
import { addBuiltIns } from "./registry/built-in/add-built-ins.ts";
import { DefinitionController } from "./registry/custom/definition-controller.ts";
import { mapFields, plantObject } from "./registry/plant-object.ts";
import { Registry } from "./registry/registry.ts";
import { SandboxLife, type Snapshot } from "./snapshot.ts";
import { DataFolder, type Identity } from "./store/data-folder.ts";

/** An API server in this process; reachable from this machine only, and by who has a token only. */
export interface Sandbox {
  /** `https://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** The administrator's bearer token; it may do everything. */
  readonly token: string;
  /** PEM of the authority that signed the server's certificate. */
  readonly ca: string;
  /** All verbs without HTTP, for tests and behaviours in this process. */
  readonly registry: Registry;
  /** A kubeconfig for it, as YAML. */
  kubeconfig(): string;
  /**
   * Makes a token for a user, who may do what the roles of their name and groups allow; group `system:authenticated` is added.
   *
   * @throws UserError SANDBOX_USER for a user without a name.
   *
   * @example
   * const jane = sandbox.addUser({ name: "jane", groups: ["developers"] });
   */
  addUser(user: User): SandboxUser;
  /**
   * Webhooks whose client configuration names this Service (`namespace/name`, or `namespace/name:port`) are called at this address
   * (`127.0.0.1:9443`) from now on; undefined: no longer.
   */
  routeService(service: string, address: string | undefined): void;
  /** Everything that it holds now. Objects are shared, not copied: a snapshot is cheap. */
  snapshot(): Snapshot;
  /**
   * Makes everything what it was in a snapshot, of this sandbox or of another. Each object that differs is written: watchers are told, versions go on; with
   * `data`, all of it is kept or nothing. Behaviours begin anew, as after a start. Tokens, users and what containers wrote stay as they are.
   */
  restore(snapshot: Snapshot): void;
  /** Ends watches, behaviours and connections; resolves when the port is free. */
  stop(): Promise<void>;
}

/** How a user connects. */
export interface SandboxUser {
  readonly token: string;
  /** A kubeconfig of their own, as YAML. */
  kubeconfig(): string;
}

/** How a sandbox is started. */
export interface SandboxOptions {
  /** Default: any free port. */
  readonly port?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Whether garbage collection, namespaces, workloads … are acted out, and how; default true. */
  readonly behaviours?: boolean | Partial<BehaviourSettings>;
  /**
   * A folder that keeps all objects, and with them token, certificate authority and, where it is free, the port, from one start to the next. It is
   * made where it is missing; one sandbox has it at a time. Default: everything goes with the sandbox.
   */
  readonly data?: string;
  /** Writes whose history is kept for watches and exact reads; default 10,000. */
  readonly history?: number;
  /** Where Services are reached that webhooks are called through: there is no cluster network. */
  readonly services?: ServiceAddresses;
}

const namespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

/**
 * Starts an API server on 127.0.0.1, empty but for the default namespaces.
 *
 * @throws UserError SANDBOX_PORT_TAKEN when the port is not free; SANDBOX_DATA_IN_USE, SANDBOX_DATA_DAMAGED, SANDBOX_DATA_FORMAT for the folder of `data`.
 *
 * @example
 * const sandbox = await startSandbox();
 * await writeFile("kubeconfig", sandbox.kubeconfig(), { mode: 0o600 });
 * await sandbox.stop();
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { clock = systemClock, logger = silentLogger, behaviours = true, history } = options;
  const schemas = readBuiltInSchemas();
  const known = history === undefined ? {} : { history };
  const from = { clock, schemas, ...known, client: () => client };
  const { registry, data, identity } = openRegistry(options.data, from);
  const routes = new ServiceRoutes(registry.store, options.services);
  const client = new WebhookClient({ clock, resolve: routes.resolve });
  const stopping = new AbortController();
  // every watch listens to it
  setMaxListeners(0, stopping.signal);
  const token = identity?.token ?? newToken();
  const now = new Date(clock.now());
  const authority = identity?.authority ?? createCertificateAuthority({ commonName: "sandbox-ca", now });
  const { certificate, key } = issueCertificate(authority, {
    commonName: "sandbox",
    hosts: ["localhost", "127.0.0.1"],
    now,
  });
  const access = new AccessControl(registry);
  const { authorizer } = access;
  startAdmission(registry, { client, authorizer });
  access.authenticator.add(token, admin);
  const { signal } = stopping;
  const life = new SandboxLife(registry);
  const handler = createHandler({ registry, schemas: () => schemas, access, logger, signal, state: life });
  const server = createDoor({ cert: certificate, key }, handler);
  const address = await listenAgain(server, { port: options.port, last: identity?.port, data });
  data?.writeIdentity({ token, port: address.port, authority });
  const url = `https://127.0.0.1:${address.port}`;
  const ca = authority.certificate;
  const settings = typeof behaviours === "object" ? { settings: behaviours } : {};
  if (behaviours) life.run(() => startBehaviours(registry, { logger, rootCa: ca, ...settings }));
  return {
    url,
    port: address.port,
    token,
    ca,
    registry,
    snapshot: () => life.take(),
    restore: (snapshot) => life.become(snapshot),
    routeService: (service, address) => routes.set(service, address),
    kubeconfig: () => kubeconfigFor({ name: "sandbox", url, ca, token }),
    addUser(user) {
      const own = newToken();
      access.authenticator.add(own, checkUser(user));
      return {
        token: own,
        kubeconfig: () => kubeconfigFor({ name: "sandbox", user: user.name, url, ca, token: own }),
      };
    },
    stop: async () => {
      life.stop();
      stopping.abort();
      client.close();
      await close(server);
      data?.close();
    },
  };
}

/** A registry with what a folder keeps, which keeps it from now on. */
function openRegistry(
  folder: string | undefined,
  options: Parameters<typeof createRegistry>[0],
): { registry: Registry; data: DataFolder | undefined; identity: Identity | undefined } {
  const opened = folder === undefined ? undefined : DataFolder.open(folder);
  const registry = createRegistry(options);
  try {
    if (opened?.state) registry.restore(opened.state);
    opened?.data.keep(registry.store);
    return { registry, data: opened?.data, identity: opened?.data.readIdentity() };
  } catch (error) {
    opened?.data.close();
    throw error;
  }
}

/** All that a server has apart from its door. */
export function createRegistry(options: {
  clock: Clock;
  schemas: BuiltInSchemas;
  history?: number;
  /** What conversion webhooks are called with; by default Services are not reached. */
  client?: () => WebhookClient;
}): Registry {
  const { clock, schemas, history } = options;
  const registry = new Registry({ clock, ...(history === undefined ? {} : { history }) });
  const types = createBuiltInTypes(schemas);
  addBuiltIns(registry.table, { schemas, types });
  const { resolve } = new ServiceRoutes(registry.store);
  const { client = () => new WebhookClient({ clock, resolve }) } = options;
  new DefinitionController(registry, { types, client });
  seedPolicy(registry, schemas);
  const resource = registry.resource("", "v1", "namespaces");
  for (const name of namespaces) {
    const labels = { "kubernetes.io/metadata.name": name };
    plantObject(registry, resource, {
      object: {
        kind: "Namespace",
        apiVersion: "v1",
        metadata: { name, labels },
        spec: { finalizers: ["kubernetes"] },
        status: { phase: "Active" },
      },
      writes: [{ manager: "kube-apiserver", fields: { "f:metadata": { "f:labels": mapFields(labels) } } }],
    });
  }
  return registry;
}

function newToken(): string {
  return randomBytes(24).toString("base64url");
}

function checkUser(user: User): User {
  if (typeof user.name === "string" && user.name && Array.isArray(user.groups)) return user;
  const message = `cannot add user ${JSON.stringify(user)}: expected a name and a list of groups`;
  throw new UserError("SANDBOX_USER", message, { hint: 'such as { name: "jane", groups: ["developers"] }' });
}

/** The port that was asked for; else the one of last time, where it is free; else any. */
async function listenAgain(
  server: Server,
  options: { port: number | undefined; last: number | undefined; data: DataFolder | undefined },
): Promise<AddressInfo> {
  const { port, last, data } = options;
  try {
    if (port !== undefined || last === undefined) return await listen(server, port ?? 0);
    return await listen(server, last).catch(() => listen(server, 0));
  } catch (error) {
    data?.close();
    throw error;
  }
}

function listen(server: Server, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") return reject(error);
      const message = `cannot listen on port ${port}: it is in use`;
      reject(
        new UserError("SANDBOX_PORT_TAKEN", message, {
          hint: "choose another port, or none for any free one",
          cause: error,
        }),
      );
    });
    server.listen(port, "127.0.0.1", () => resolve(server.address() as AddressInfo));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) =>
      error && (error as NodeJS.ErrnoException).code !== "ERR_SERVER_NOT_RUNNING" ? reject(error) : resolve(),
    );
    server.closeAllConnections();
  });
}
