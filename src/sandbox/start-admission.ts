import { AdmissionChain } from "./admission-chain.ts";
import { ExpressionCompiler } from "./policy/compile-expression.ts";
import type { Registry } from "./registry/registry.ts";
import { WebhookClient, type ServiceResolver } from "./webhook/webhook-client.ts";
import { WebhookRegistry } from "./webhook/webhook-registry.ts";

/** Puts admission between requests and the store; returns how to end the connections that it keeps. */
export function startAdmission(registry: Registry, options: { resolve: ServiceResolver }): () => void {
  const { store, table, clock } = registry;
  const client = new WebhookClient({ clock, resolve: options.resolve });
  const compiler = new ExpressionCompiler();
  const webhooks = new WebhookRegistry(store, { compile: (expression) => compiler.condition(expression) });
  registry.admitThrough(new AdmissionChain({ webhooks, client, context: { store, table } }));
  return () => client.close();
}
