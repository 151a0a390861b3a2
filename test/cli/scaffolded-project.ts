import { join } from "node:path";
import { packageFolder, recordingNpm } from "./package-folder.ts";
import { runCli, temporaryFolder } from "./run-cli.ts";

/** A project "cache-operator" as init writes it; with a kind "Memcached" of cache.example.com when asked for. */
export async function scaffoldedProject(options: { memcached?: boolean } = {}): Promise<{ root: string }> {
  const cwd = temporaryFolder();
  const npm = recordingNpm();
  const io = { cwd, packageRoot: packageFolder(), drivers: { npm: async () => npm } };
  await succeed(["init", "cache-operator", "--domain", "example.com", "--skip-install"], io);
  const root = join(cwd, "cache-operator");
  if (options.memcached) {
    await succeed(["create", "api", "--group", "cache", "--version", "v1alpha1", "--kind", "Memcached"], {
      cwd: root,
    });
  }
  return { root };
}

/** Runs a command that a test needs but is not about. */
export async function succeed(argv: readonly string[], io: Parameters<typeof runCli>[1]): Promise<string> {
  const { code, stdout, stderr } = await runCli(argv, io);
  if (code !== 0) throw new Error(`kubewright ${argv.join(" ")} ended with ${code}:\n${stderr}`);
  return stdout;
}
