import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { isJsonObject } from "../../base/json.ts";
import type { LeadMessage, RunMessage } from "../../base/run-protocol.ts";
import type { ChildMessage } from "../../dev/child.ts";
import type { Context } from "../context.ts";
import { readDeployedLease } from "./deployed-lease.ts";
import type { LeaseKeeper } from "./lease-keeper.ts";

/** Answers an operator that would lead. */
export interface LeaseDesk {
  receive(message: ChildMessage, reply: (message: ChildMessage & RunMessage) => void): void;
  /** Gives up what is held. */
  close(): Promise<void>;
}

/** Leads by the lease that the deployed operator has on the cluster of a kubeconfig; nothing is loaded before an operator asks. */
export function openLeaseDesk({
  root,
  kubeconfig,
  context,
}: {
  root: string;
  kubeconfig: string;
  context: Context;
}): LeaseDesk {
  const { clock, env, note } = context;
  let opened: Promise<{ keeper: LeaseKeeper; end: () => void }> | undefined;
  const { namespace, flags } = readDeployedLease(root);
  const open = async () => {
    const [{ createClient, loadConnection }, { createLeaseKeeper, runPrefix }] = await Promise.all([
      import("../../index.ts"),
      import("./lease-keeper.ts"),
    ]);
    const client = createClient(await loadConnection({ kubeconfig, env }), { fieldManager: "kubewright" });
    const identity = `${runPrefix}${hostname()}_${randomUUID()}`;
    const keeper = createLeaseKeeper({ client, clock, namespace, identity, say: note });
    return { keeper, end: () => client.close() };
  };
  return {
    receive(message, reply) {
      if (!isLead(message)) return;
      const { name, namespace: own } = message;
      const lease = { name, ...(own === undefined ? {} : { namespace: own }), ...flags };
      const candidate = {
        leading: () => reply({ type: "leading" }),
        lost: () => reply({ type: "lease-lost" }),
      };
      opened ??= open();
      opened.then(
        ({ keeper }) => keeper.ask(lease, candidate),
        (error: unknown) => note(`cannot hold Lease "${lease.name}": ${String(error)}`),
      );
    },
    async close() {
      const found = await opened?.catch(() => undefined);
      await found?.keeper.close();
      found?.end();
    },
  };
}

function isLead(message: unknown): message is LeadMessage {
  return isJsonObject(message) && message.type === "lead" && typeof message.name === "string";
}
