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

/** A program that records its command lines and its input and gives set replies. A shell script: it starts in no time. */
export function stubProgram(replies: readonly Reply[]): {
  program: string;
  calls: () => { args: string; input: string }[];
} {
  const folder = temporaryFolder();
  const [program, log] = [join(folder, "program"), join(folder, "calls")];
  writeFileSync(program, script(replies, log));
  chmodSync(program, 0o755);
  const calls = () => {
    const parts = existsSync(log) ? readFileSync(log, "utf8").split("\0").slice(0, -1) : [];
    return parts.flatMap((args, index) => (index % 2 === 0 ? [{ args, input: parts[index + 1] ?? "" }] : []));
  };
  return { program, calls };
}

function script(replies: readonly Reply[], log: string): string {
  const cases = replies.map(
    ({ when, stdout = "", stderr = "", exitCode = 0 }) =>
      `*${quote(when)}*) printf %s ${quote(stdout)}; printf %s ${quote(stderr)} >&2; exit ${exitCode} ;;`,
  );
  return `#!/bin/sh
{ printf '%s\\0' "$*"; cat; printf '\\0'; } >>${quote(log)}
case "$*" in
${cases.join("\n")}
*) printf '%s' "no reply for $*" >&2; exit 99 ;;
esac
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
