import type { Client } from "../../../../src/index.ts";

export interface Deps {
  readonly api: Client;
  readonly namespace: string;
}

export type Action = (deps: Deps) => Promise<void>;

export const compose =
  (...actions: Action[]): Action =>
  async (deps) => {
    for (const action of actions) await action(deps);
  };
