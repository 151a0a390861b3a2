import type { TestProject } from "vitest/node";
import { findControlPlane } from "../../src/cluster/control-plane/find.ts";
import { startControlPlane } from "../../src/cluster/control-plane/start.ts";

declare module "vitest" {
  interface ProvidedContext {
    controlPlane:
      { url: string; ca: string; token: string; kubeconfig: string; controllers: boolean } | undefined;
    /** Whether what is recorded of the real server is written anew. */
    recording: boolean;
  }
}

/**
 * Starts one real kube-apiserver for all integration tests, where its binaries are at hand and KUBEWRIGHT_SANDBOX_ALONE is not set; it never
 * fetches or builds them.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  project.provide("recording", project.vitest.config.snapshotOptions.updateSnapshot === "all");
  const alone = Boolean(process.env.KUBEWRIGHT_SANDBOX_ALONE);
  const binaries = alone ? undefined : (findControlPlane({ controllerManager: true }) ?? findControlPlane());
  if (!binaries) {
    const reason = alone
      ? "KUBEWRIGHT_SANDBOX_ALONE is set"
      : "no kube-apiserver and etcd: set KUBEBUILDER_ASSETS or run `node bin/kubewright.js control-plane --prepare`";
    if (process.env.KUBEWRIGHT_REQUIRE_CONTROL_PLANE) throw new Error(reason);
    project.vitest.logger.log(`integration tests run on the sandbox alone (${reason})`);
    project.provide("controlPlane", undefined);
    return undefined;
  }
  const controllers = binaries.controllerManager !== undefined;
  if (!controllers && process.env.KUBEWRIGHT_REQUIRE_CONTROL_PLANE)
    throw new Error("no kube-controller-manager beside kube-apiserver");
  const server = await startControlPlane({ binaries, controllerManager: controllers });
  const { url, ca, adminToken: token } = server;
  project.provide("controlPlane", { url, ca, token, kubeconfig: server.kubeconfig(), controllers });
  return () => server.stop();
}
