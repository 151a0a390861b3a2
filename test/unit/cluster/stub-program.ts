import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../cli/run-cli.ts";

/** What a stub does for a command line that has these words in it; the first that fits counts. */
export interface Reply {
  readonly when: string;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
}

/** A program that records its command lines and its input and gives set replies. */
export function stubProgram(replies: readonly Reply[]): {
  program: string;
  calls: () => { args: string; input: string }[];
} {
  const folder = temporaryFolder();
  const [program, log] = [join(folder, "program.mjs"), join(folder, "calls")];
  const source = `#!/usr/bin/env node
import { appendFileSync, readFileSync } from "node:fs";
const args = process.argv.slice(2).join(" ");
let input = "";
try { input = readFileSync(0, "utf8"); } catch {}
appendFileSync(${JSON.stringify(log)}, JSON.stringify({ args, input }) + "\\n");
const reply = ${JSON.stringify(replies)}.find(({ when }) => args.includes(when)) ?? { stderr: "no reply for " + args, exitCode: 99 };
process.stdout.write(reply.stdout ?? "");
process.stderr.write(reply.stderr ?? "");
process.exitCode = reply.exitCode ?? 0;
`;
  writeFileSync(program, source);
  chmodSync(program, 0o755);
  const calls = () =>
    existsSync(log)
      ? readFileSync(log, "utf8")
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line) as { args: string; input: string })
      : [];
  return { program, calls };
}
