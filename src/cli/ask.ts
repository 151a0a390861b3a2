import { Interrupted } from "./interrupted.ts";

/** Questions to a person. */
export interface Ask {
  text(message: string): Promise<string>;
  confirm(message: string): Promise<boolean>;
}

/**
 * Questions on a terminal; the library is loaded with the first one.
 *
 * @throws Interrupted when the person ends a question with Ctrl-C
 */
export function createTerminalAsk(terminal: {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
  signal: AbortSignal;
}): Ask {
  return {
    text: async (message) => String(await askOne({ type: "input", message }, terminal)).trim(),
    confirm: async (message) =>
      (await askOne({ type: "confirm", message, default: false }, terminal)) === true,
  };
}

async function askOne(
  question: { type: "input" | "confirm"; message: string; default?: boolean },
  terminal: { input: NodeJS.ReadableStream; output: NodeJS.WritableStream; signal: AbortSignal },
): Promise<unknown> {
  const { default: inquirer } = await import("inquirer"); // 0.07 s that nothing else need pay
  try {
    const { answer } = await inquirer.createPromptModule(terminal)<{ answer: unknown }>([
      { ...question, name: "answer" },
    ]);
    return answer;
  } catch (error) {
    // on a terminal in raw mode Ctrl-C is a key, not a signal
    if (error instanceof Error && /^(Exit|Abort)PromptError$/.test(error.name)) throw new Interrupted();
    throw error;
  }
}
