import { aborted } from "../../base/lifetime.ts";
import { ensureControlPlane } from "../../cluster/control-plane/ensure.ts";
import { type ControlPlane, startControlPlane } from "../../cluster/control-plane/start.ts";
import type { Context } from "../context.ts";
import { exportLine } from "../kubeconfig-file.ts";
import { publishKubeconfig } from "../publish-kubeconfig.ts";

export interface ControlPlaneInput {
  readonly port?: number;
  readonly kubeconfig?: string;
  readonly kubernetes?: string;
  readonly controllerManager: boolean;
  readonly prepare: boolean;
}

export async function runControlPlane(input: ControlPlaneInput, context: Context): Promise<void> {
  const { port, kubeconfig, kubernetes, controllerManager, prepare } = input;
  const { clock, env, logger, print, progress, signal } = context;
  const binaries = await progress("getting etcd and kube-apiserver", () =>
    ensureControlPlane({
      clock,
      env,
      logger,
      signal,
      controllerManager,
      ...(kubernetes === undefined ? {} : { version: kubernetes }),
    }),
  );
  if (prepare) return print(binaries.dir);
  const started = await progress("starting etcd and kube-apiserver", () =>
    startControlPlane({
      binaries,
      clock,
      logger,
      signal,
      controllerManager,
      ...(port === undefined ? {} : { port }),
    }),
  );
  try {
    await serve(started, { kubeconfig, context });
  } finally {
    await started.stop();
  }
}

async function serve(
  server: ControlPlane,
  options: { kubeconfig: string | undefined; context: Context },
): Promise<void> {
  const { kubeconfig, context } = options;
  const published =
    kubeconfig === undefined
      ? undefined
      : await publishKubeconfig(server.kubeconfig(), { file: kubeconfig, context });
  context.note(`kube-apiserver listens on ${server.url} until Ctrl-C; in another shell:`);
  context.print(exportLine(published?.file ?? server.kubeconfigFile));
  await aborted(context.signal);
  await published?.remove();
}
