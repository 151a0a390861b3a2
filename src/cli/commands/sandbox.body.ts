import { aborted } from "../../base/lifetime.ts";
import { startSandbox } from "../../sandbox/server.ts";
import type { Context } from "../context.ts";
import { exportLine } from "../kubeconfig-file.ts";
import { publishKubeconfig } from "../publish-kubeconfig.ts";

export interface SandboxInput {
  readonly port?: number;
  readonly data?: string;
  readonly kubeconfig?: string;
}

export async function runSandbox({ port, data, kubeconfig }: SandboxInput, context: Context): Promise<void> {
  const { clock, logger, note, print, signal } = context;
  const sandbox = await startSandbox({
    clock,
    logger,
    ...(port === undefined ? {} : { port }),
    ...(data === undefined ? {} : { data }),
  });
  try {
    const published = await publishKubeconfig(sandbox.kubeconfig(), { file: kubeconfig, context });
    try {
      note(`the sandbox listens on ${sandbox.url} until Ctrl-C; in another shell:`);
      print(exportLine(published.file));
      await aborted(signal);
    } finally {
      await published.remove();
    }
  } finally {
    await sandbox.stop();
  }
}
