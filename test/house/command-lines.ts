import { commands } from "../../src/cli/commands.ts";
import { parseCommandLine } from "../../src/cli/program.ts";
import { codeBlocksOf, proseOf, type Page } from "./pages.ts";

/** Command lines of kubewright: lines of shell code, and inline code. */
export function commandLinesOf(page: Page): { page: string; line: string }[] {
  const shell = codeBlocksOf(page).filter(({ language }) => ["sh", "console"].includes(language));
  const inCode = shell.flatMap(({ code }) => [
    ...code.matchAll(/^(?:\$ )?(?:export \w+=\$\()?(?:npx )?(kubewright [^\n]*)$/gm),
  ]);
  const inProse = [...proseOf(page).matchAll(/`(?:npx )?(kubewright [^`]+)`/g)];
  return [...inCode, ...inProse]
    .map(([, line = ""]) => line.replace(/ (\||#) .*$|\)$/, ""))
    .filter((line) => !/<command>/.test(line))
    .map((line) => ({ page: page.path, line }));
}

/** Targets of make that are called in shell code and named in inline code. */
export function makeTargetsOf(page: Page): string[] {
  const shell = codeBlocksOf(page).filter(({ language }) => language === "sh");
  const lines = shell.flatMap(({ code }) => [...code.matchAll(/^make (.+)$/gm)]);
  const inProse = [...proseOf(page).matchAll(/`make ([^`]+)`/g)];
  return [...lines, ...inProse].flatMap(([, words = ""]) =>
    words.split(" ").filter((word) => !word.includes("=")),
  );
}

/** What the program itself says against a command line; whether what is required is there is not asked, so that a command can be named alone. */
export function problemOf(line: string): string[] {
  const [, ...argv] = line.match(/"[^"]*"|\S+/g) ?? [];
  try {
    parseCommandLine(
      argv.map((word) => word.replaceAll('"', "")),
      { commands, version: "0", write: () => {} },
    );
    return [];
  } catch (error) {
    const { message } = error as Error;
    return message.startsWith("missing required argument") ? [] : [message];
  }
}
