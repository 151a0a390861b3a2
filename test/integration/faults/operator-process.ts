import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { expect } from "vitest";
import { eventually } from "../../../src/testing/index.ts";

/** An operator in a process of its own. */
export interface OperatorProcess {
  readonly child: ChildProcess;
  /** Lines of its standard output so far. */
  readonly lines: readonly string[];
  readonly log: () => string;
  /** Resolves when a line is there. */
  said(line: string): Promise<void>;
  /** Writes a line to its standard input. */
  tell(line: string): void;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** Bundles scripts that import from `src`, and runs them; `stop` ends what still runs. */
export function operatorProcesses() {
  const folder = mkdtempSync(join(tmpdir(), "kubewright-test-"));
  const running = new Set<ChildProcess>();
  return {
    async start(script: string, options: { kubeconfig: string; args?: string[] }): Promise<OperatorProcess> {
      const kubeconfig = join(folder, "kubeconfig");
      writeFileSync(kubeconfig, options.kubeconfig, { mode: 0o600 });
      const name = `operator-${running.size}`;
      const src = JSON.stringify(join(import.meta.dirname, "../../../src"));
      await build({
        stdin: {
          contents: script.replaceAll('"src/', `${src.slice(0, -1)}/`),
          resolveDir: import.meta.dirname,
        },
        outdir: join(folder, name),
        outExtension: { ".js": ".mjs" },
        // what is loaded late stays so: the Kubernetes client library is not needed
        splitting: true,
        bundle: true,
        platform: "node",
        format: "esm",
        external: ["@kubernetes/client-node"],
        banner: {
          js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
        },
      });
      const child = spawn(process.execPath, [join(folder, name, "stdin.mjs"), ...(options.args ?? [])], {
        stdio: ["pipe", "pipe", "pipe"],
        env: { ...process.env, KUBECONFIG: kubeconfig },
      });
      running.add(child);
      return observe(child, () => running.delete(child));
    },
    stop() {
      for (const child of running) child.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function observe(child: ChildProcess, onEnd: () => void): OperatorProcess {
  const lines: string[] = [];
  let log = "";
  child.stdout
    ?.setEncoding("utf8")
    .on("data", (text: string) => lines.push(...text.split("\n").filter(Boolean)));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (log += text));
  let over = false;
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once("exit", (code, signal) => {
      onEnd();
      over = true;
      resolve(code ?? signal);
    }),
  );
  return {
    child,
    lines,
    log: () => log,
    ended,
    tell: (line) => void child.stdin?.write(`${line}\n`),
    async said(line) {
      await eventually(() => expect(over || lines.includes(line)).toBe(true), { timeout: 20_000 });
      expect(lines, log).toContain(line);
    },
  };
}
