import type { Store } from "../store/store.ts";
import type { ServiceResolver } from "./webhook-client.ts";

/** Addresses of Services that are reached from here, by `namespace/name` or `namespace/name:port`: `127.0.0.1:9443`. */
export type ServiceAddresses = Readonly<Record<string, string>>;

/** Where Services are reached: there is no cluster network, so only where somebody has said so. */
export class ServiceRoutes {
  readonly #routes: Map<string, string>;
  readonly #store: Store;

  constructor(store: Store, addresses: ServiceAddresses = {}) {
    this.#store = store;
    this.#routes = new Map(Object.entries(addresses));
  }

  /** From now on the service is reached at this address; undefined: no longer. */
  set(service: string, address: string | undefined): void {
    if (address === undefined) this.#routes.delete(service);
    else this.#routes.set(service, address);
  }

  /** Words of k8s.io/apiserver/pkg/util/proxy for a Service that is not there or has no endpoints. */
  readonly resolve: ServiceResolver = ({ namespace, name, port }) => {
    const key = `${namespace}/${name}`;
    const route = this.#routes.get(`${key}:${port}`) ?? this.#routes.get(key);
    if (route !== undefined) {
      const colon = route.lastIndexOf(":");
      return { host: route.slice(0, colon), port: Number(route.slice(colon + 1)) };
    }
    const service = this.#store.get("services", key) as
      { spec?: { ports?: { port?: number }[] } } | undefined;
    if (!service) return { problem: `service ${JSON.stringify(name)} not found` };
    const known = service.spec?.ports?.some((candidate) => candidate.port === port);
    if (!known) return { problem: `no service port ${port} found for service ${JSON.stringify(name)}` };
    return { problem: `no endpoints available for service ${JSON.stringify(name)}` };
  };
}
