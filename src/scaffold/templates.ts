import Handlebars from "handlebars";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a template may name: a name that is not there is an error. */
export type TemplateContext = Readonly<Record<string, unknown>>;

const folder = fileURLToPath(new URL("../../templates", import.meta.url));

const helpers = { json: (value: unknown) => JSON.stringify(value) };

/**
 * A template file with its variables filled in, or as it is when its name does not end in `.hbs`.
 *
 * @throws Error when the template names something that the context lacks
 */
export function renderTemplate(path: string, context: TemplateContext): string {
  const text = readFileSync(join(folder, path), "utf8");
  if (!path.endsWith(".hbs")) return text;
  const options = { strict: true, noEscape: true, knownHelpersOnly: true, knownHelpers: { json: true } };
  try {
    return Handlebars.compile(text, options)(complete(context), { helpers });
  } catch (error) {
    throw new Error(
      `cannot render template "${path}": ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/** Strict mode lets `{{#if missing}}` pass for false; this does not. */
function complete(context: TemplateContext): TemplateContext {
  return new Proxy(context, {
    get(target, name) {
      if (typeof name === "string" && !(name in target)) throw new Error(`"${name}" not defined`);
      return Reflect.get(target, name) as unknown;
    },
  });
}

/** A template file and the file of a project that comes from it. */
export interface TemplateFile {
  readonly template: string;
  /** Path in the project: `_name` is `.name`, and `.hbs` is gone. */
  readonly target: string;
}

/** All template files below a folder of templates, by target. */
export function listTemplates(below: string): TemplateFile[] {
  const files = readdirSync(join(folder, below), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return files
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .map((template) => ({ template, target: targetOf(template.slice(below.length + 1)) }))
    .sort((a, b) => (a.target < b.target ? -1 : 1));
}

function targetOf(path: string): string {
  return path
    .replace(/\.hbs$/, "")
    .split("/")
    .map((name) => name.replace(/^_/, "."))
    .join("/");
}
