import type { Client, Resource } from "../../../../src/index.ts";
import { StatefulSet } from "../../../../src/k8s/apps/v1.ts";
import { ConfigMap, PersistentVolumeClaim, Service } from "../../../../src/k8s/core/v1.ts";

abstract class Step {
  readonly client: Client;
  constructor(client: Client) {
    this.client = client;
  }
  abstract get kinds(): readonly Resource[];
  async run(name: string): Promise<void> {
    for (const kind of this.kinds) await this.one(kind, name);
  }
  protected abstract one(kind: Resource, name: string): Promise<void>;
}

class Removing extends Step {
  get kinds() {
    return [PersistentVolumeClaim, ConfigMap];
  }
  protected override async one(kind: Resource, name: string) {
    await this.client.delete(kind, { namespace: "default", name });
  }
}

class Reading extends Step {
  static readonly kinds = [Service];
  #seen = new Map<string, number>();
  readonly extra: Resource;
  constructor(client: Client, extra: Resource = StatefulSet) {
    super(client);
    this.extra = extra;
  }
  get kinds() {
    return [...Reading.kinds, this.extra];
  }
  protected override one = async (kind: Resource, name: string) => {
    this.#seen.set(name, (this.#seen.get(name) ?? 0) + 1);
    await this.client.get(kind, { namespace: "default", name });
  };
}

export async function run(client: Client, { name }: { name: string }): Promise<void> {
  const steps: Step[] = [new Removing(client), new Reading(client)];
  await Promise.all(steps.map((step) => step.run(name)));
}
