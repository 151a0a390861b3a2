import type { TestProject } from "vitest/node";
import { createLogger } from "../../../src/base/logger.ts";
import { startNode } from "./start-node.ts";
import { whyNoNode } from "./why-not.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Absent where no node can be brought up. */
    node: { kubeconfig: string; kubectl: string; init: number } | undefined;
  }
}

/** One node for all tests; where none can be had the reason is told, which is a failure where KUBEWRIGHT_REQUIRE_NODE is set. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const reason = whyNoNode();
  if (reason !== undefined) {
    if (process.env.KUBEWRIGHT_REQUIRE_NODE) throw new Error(`no node can be brought up: ${reason}`);
    project.vitest.logger.log(`tests on a real node are skipped: ${reason}`);
    project.provide("node", undefined);
    return undefined;
  }
  const log = project.vitest.logger;
  const write = ({ message, fields }: { message: string; fields: object }) =>
    log.log(`${message} ${JSON.stringify(fields)}`);
  const node = await startNode({ logger: createLogger({ write }) });
  project.provide("node", { kubeconfig: node.kubeconfig, kubectl: node.kubectl, init: node.init });
  return () => node.stop();
}
