import { bashScript } from "../completion/bash.ts";
import type { Completions } from "../completion/completions.ts";
import { fishScript } from "../completion/fish.ts";
import { powershellScript } from "../completion/powershell.ts";
import { zshScript } from "../completion/zsh.ts";
import type { Context } from "../context.ts";

const scripts = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
} satisfies Record<string, (table: readonly Completions[]) => string>;

export interface CompletionInput {
  readonly shell: keyof typeof scripts;
}

export async function runCompletion(
  { shell }: CompletionInput,
  { print, completions }: Context,
): Promise<void> {
  print(scripts[shell](await completions()).trimEnd());
}
