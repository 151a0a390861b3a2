import { resolve } from "node:path";
import { aborted } from "../../base/lifetime.ts";
import { readStages } from "../../sandbox/behaviour/stages/read-stages.ts";
import { startSandbox } from "../../sandbox/server.ts";
import type { Context } from "../context.ts";
import { exportLine } from "../kubeconfig-file.ts";
import { publishKubeconfig } from "../publish-kubeconfig.ts";

export interface SandboxInput {
  readonly port?: number;
  readonly data?: string;
  readonly stages?: string;
  readonly kubeconfig?: string;
}

export async function runSandbox(input: SandboxInput, context: Context): Promise<void> {
  const { port, data, stages, kubeconfig } = input;
  const { clock, cwd, logger, note, print, signal } = context;
  const sandbox = await startSandbox({
    clock,
    logger,
    ...(port === undefined ? {} : { port }),
    ...(data === undefined ? {} : { data }),
    ...(stages === undefined ? {} : { behaviours: { stages: readStages(resolve(cwd, stages)) } }),
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
