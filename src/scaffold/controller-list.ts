import type { FileTree } from "../files/tree.ts";
import type { ProjectResource } from "../project/project.ts";
import { kindNames } from "./kind-names.ts";
import { renderTemplate } from "./templates.ts";

/** The file that lists the project's controllers. */
export const controllerListFile = "src/controllers/index.ts";

/** Where the controller of a kind is. */
export function controllerPath(kind: string): string {
  return `src/controllers/${kindNames(kind).kebab}.ts`;
}

/**
 * Rewrites the list of controllers from the project's resources. Someone who edited it by hand is told so by a
 * conflict; formatting is no edit.
 */
export function writeControllerList(
  tree: FileTree,
  resources: { before: readonly ProjectResource[]; after: readonly ProjectResource[]; force?: boolean },
): void {
  const after = renderList(resources.after);
  const onDisk = tree.read(controllerListFile);
  const ours = [after, renderList(resources.before)].map(essence);
  const untouched = onDisk === undefined || ours.includes(essence(onDisk));
  if (onDisk !== undefined && essence(onDisk) === essence(after)) return;
  tree.write(controllerListFile, after, {
    ownership: "managed",
    existing: untouched || resources.force ? "replace" : "conflict",
    reason: "lists the controllers in PROJECT",
  });
}

function renderList(resources: readonly ProjectResource[]): string {
  const controllers = resources
    .filter((resource) => resource.controller)
    .map(({ kind }) => ({ variable: kindNames(kind).variable, module: `./${kindNames(kind).kebab}.ts` }));
  const names = controllers.map(({ variable }) => variable);
  const short = `[${names.join(", ")}]`;
  // as prettier would have it
  const list =
    `export const controllers = ${short};`.length <= 120
      ? short
      : `[\n${names.map((name) => `  ${name},\n`).join("")}]`;
  return renderTemplate("api/controllers-index.ts.hbs", { controllers, list });
}

/** The text without what a formatter changes. */
function essence(text: string): string {
  return text.replaceAll(/[\s,;]+/g, "").replaceAll("'", '"');
}
