import type { TestServer } from "../servers.ts";
import { normalise, type Seen } from "./normalise.ts";

// objects are whatever a server answers; scenes compare them as data
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Stored = any;

/** One namespace of one server, on which a scene is played. */
export interface Stage {
  readonly namespace: string;
  /** Creates an object of the namespace, or of the cluster (`cluster: true`). */
  create(collection: string, object: object, options?: { cluster?: boolean }): Promise<void>;
  /** Merges into an object, or into one of its subresources (`widgets/a/status`). */
  patch(path: string, patch: object): Promise<void>;
  remove(path: string, body?: object): Promise<void>;
  list(collection: string): Promise<Stored[]>;
  /** Writes the status of Pods as a kubelet would: of all, or of those that match. */
  setPods(status: object, match?: (pod: Stored) => boolean): Promise<void>;
  /** What there is, without what differs from run to run. */
  look(collections: readonly string[]): Promise<Record<string, unknown[]>>;
}

/** Pods of templates with this scheduler stay Pending on both servers until the scene writes their status. */
export const held = { schedulerName: "nobody", terminationGracePeriodSeconds: 0 };

export async function openStage(server: TestServer): Promise<Stage> {
  const namespace = await server.namespace();
  const { api } = server;
  const seen: Seen = { namespace, hashes: new Map() };
  const base = (path: string, cluster = false) => {
    const [group = "", version = "", ...rest] = path.split("/");
    const root = group === "core" ? `/api/${version}` : `/apis/${group}/${version}`;
    return `${root}${cluster ? "" : `/namespaces/${namespace}`}/${rest.join("/")}`;
  };
  const check = (what: string, { status, body }: { status: number; body: Stored }) => {
    if (status >= 300) throw new Error(`${what} on ${server.name}: ${status} ${body?.message}`);
    return body;
  };
  const stage: Stage = {
    namespace,
    async create(collection, object, { cluster = false } = {}) {
      const [group = "", version = ""] = collection.split("/");
      const apiVersion = group === "core" ? version : `${group}/${version}`;
      check(`create ${collection}`, await api.post(base(collection, cluster), { apiVersion, ...object }));
    },
    async patch(path, patch) {
      check(`patch ${path}`, await api.patch(base(path), "merge", patch));
    },
    async remove(path, body) {
      check(`delete ${path}`, await api.delete(base(path), body));
    },
    async list(collection) {
      return check(`list ${collection}`, await api.get(base(collection))).items;
    },
    async setPods(status, match = () => true) {
      const pods = (await stage.list("core/v1/pods")).filter(match);
      for (const { metadata } of pods) {
        const path = `core/v1/pods/${metadata.name}/status`;
        const answer = await api.patch(base(path), "merge", { status });
        // a controller may have deleted it since
        if (answer.status !== 404) check(`patch ${path}`, answer);
      }
    },
    async look(collections) {
      const lists = await Promise.all(collections.map((collection) => stage.list(collection)));
      return normalise(Object.fromEntries(collections.map((name, at) => [name, lists[at] ?? []])), seen);
    },
  };
  return stage;
}
