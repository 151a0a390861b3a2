import { commands } from "../../src/cli/commands.ts";
import { flagOf, type Command, type OptionSpec } from "../../src/cli/define-command.ts";

/** The page about the command line, from the same data as its help. */
export function renderCommandReference(): string {
  const groups = [...new Set(commands.map((command) => command.group))];
  const parts = [
    "# Commands",
    "This page is written from the commands themselves (`npm run update`); `kubewright --help` and `kubewright <command> --help` say the same.",
    "Every command exits with 0 when it did what was asked, 1 for what you can mend, 2 for a command line that is not understood, 70 for a bug of its own, " +
      "and 130 after Ctrl-C on unfinished work. A flag `--name` is switched off with `--no-name` or `--name=false`. What the codes in error messages mean is on [errors](errors.md).",
    ...groups.flatMap((group) => [
      `## ${group}`,
      ...commands.filter((command) => command.group === group).flatMap(renderCommand),
    ]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function renderCommand(command: Command): string[] {
  const { name, summary, description, options, args, examples } = command;
  const rows = Object.entries(options).filter(([, spec]) => spec.type !== "boolean" || !spec.hidden);
  return [
    `### ${name}`,
    description ?? `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    fenced(usageOf(command), "text"),
    ...table(
      "argument",
      Object.entries(args).map(([key, { summary, required }]) => [
        `\`${key}\``,
        summary + (required ? " (required)" : ""),
      ]),
    ),
    ...table(
      "option",
      rows.map(([key, spec]) => [`\`${shownFlag(key, spec)}\``, explain(spec)]),
    ),
    ...(examples.length > 0
      ? [fenced(examples.map(({ line, summary }) => `# ${summary}\n${line}`).join("\n\n"))]
      : []),
  ];
}

function usageOf({ name, args, options }: Command): string {
  const places = Object.entries(args).map(([key, { required, variadic }]) => {
    const text = variadic ? `${key}...` : key;
    return required ? `<${text}>` : `[${text}]`;
  });
  return ["kubewright", name, ...(Object.keys(options).length > 0 ? ["[options]"] : []), ...places].join(" ");
}

/** As in the help: of a switch, the side that is not the default. */
function shownFlag(key: string, spec: OptionSpec): string {
  if (spec.type === "string" && spec.alone !== undefined) return `${flagOf(key)}[=${spec.value}]`;
  if (spec.type !== "boolean") return `${flagOf(key)} ${spec.value}`;
  return spec.default === true ? flagOf(key).replace("--", "--no-") : flagOf(key);
}

function explain(spec: OptionSpec): string {
  if (spec.type === "boolean") return spec.summary;
  if (spec.type === "integer") return `${spec.summary}; from ${spec.min} to ${spec.max}`;
  const choices = spec.choices ? `: ${spec.choices.map((choice) => `\`${choice}\``).join(" or ")}` : "";
  return spec.summary + choices + (spec.required ? " (required)" : "");
}

function table(what: string, rows: string[][]): string[] {
  if (rows.length === 0) return [];
  const lines = rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`);
  return [[`| ${what} | |`, "| --- | --- |", ...lines].join("\n")];
}

function fenced(text: string, language = "sh"): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
