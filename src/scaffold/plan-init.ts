import { basename, resolve } from "node:path";
import { UserError } from "../base/errors.ts";
import type { Plan } from "../files/plan.ts";
import { FileTree } from "../files/tree.ts";
import { assertName } from "../project/names.ts";
import { parseProject } from "../project/parse-project.ts";
import { type Project, projectFile, projectLayout } from "../project/project.ts";
import { writeProject } from "../project/write-project.ts";
import { writeControllerList } from "./controller-list.ts";
import { type LibrarySource, updateLibrary, writeVendored } from "./library.ts";
import { addMissingLines } from "./missing-lines.ts";
import { type TemplateContext, listTemplates, renderTemplate } from "./templates.ts";

/** What `planInit` needs to know. */
export interface InitOptions {
  /** The project's folder; it need not exist. */
  readonly root: string;
  readonly domain: string;
  /** Default: the folder's name. */
  readonly projectName?: string;
  /** Default `apache2`. */
  readonly license?: "apache2" | "none";
  /** Text of another license, which becomes LICENSE as it is. */
  readonly licenseText?: string;
  /** Whether the operator watches its own namespace only, with rights in that alone; default false. */
  readonly namespaced?: boolean;
  /** Who holds the copyright. */
  readonly owner?: string;
  readonly library: LibrarySource;
  readonly cliVersion: string;
  /** Of the copyright line. */
  readonly year: number;
  /** Replaces files that are there already. */
  readonly force?: boolean;
}

/** Files whose content the project does not depend on: what is there stays. */
const independent = new Set(["README.md", "LICENSE"]);

/** Files that hold what other commands put there since. */
const grown = new Set([
  "config/crd/kustomization.yaml",
  "config/rbac/kustomization.yaml",
  "config/rbac/role.yaml",
  "config/samples/Kustomization",
]);

/**
 * A new project. In a folder that holds the same project already, only the library it depends on is brought up to
 * date: everything else is the user's by then. With `force`, what was scaffolded is written again.
 *
 * @throws UserError `DOMAIN_INVALID`, `PROJECT_NAME_INVALID`, `PROJECT_EXISTS`, `FILE_CONFLICT`, `PACKAGE_JSON_INVALID`
 */
export function planInit(options: InitOptions): Plan {
  const tree = new FileTree(resolve(options.root));
  const text = tree.read(projectFile);
  const existing = text === undefined ? undefined : parseProject(text);
  if (existing) assertSameProject(existing, { ...options, root: tree.root });
  if (existing && !options.force) updateLibrary(tree, options.library);
  else scaffold(tree, existing ?? newProject(options, tree.root), { ...options, isNew: !existing });
  return tree.plan({ overwriteFlag: "--force" });
}

function assertSameProject(existing: Project, options: InitOptions): void {
  const { domain, projectName = existing.projectName, root, namespaced = false } = options;
  if (namespaced && !existing.namespaced)
    throw new UserError(
      "PROJECT_EXISTS",
      `cannot make the project in "${root}" namespaced: it is there already`,
      {
        hint: `Set \`namespaced: true\` in ${projectFile} and run \`kubewright init --force\` with the same domain: it writes the scaffold's files again.`,
      },
    );
  if (existing.domain === domain && existing.projectName === projectName) return;
  throw new UserError(
    "PROJECT_EXISTS",
    `cannot make project "${projectName}" with domain "${domain}": "${root}" holds project "${existing.projectName}" with domain "${existing.domain}"`,
    { hint: "Choose another folder, or give the domain and name of the project that is there." },
  );
}

function newProject(
  { domain, projectName, cliVersion, namespaced = false }: InitOptions,
  root: string,
): Project {
  const name = projectName ?? basename(root);
  assertName("domain", domain);
  assertName("projectName", name);
  return {
    version: "3",
    cliVersion,
    domain,
    projectName: name,
    layout: [projectLayout],
    ...(namespaced ? { namespaced } : {}),
    resources: [],
  };
}

function scaffold(tree: FileTree, project: Project, options: InitOptions & { isNew: boolean }): void {
  const { force = false, isNew, library, license, licenseText } = options;
  const context = contextOf(options, project);
  const write = (path: string, text: string) => {
    const keep = (!force && independent.has(path)) || (!isNew && grown.has(path));
    tree.write(path, text, {
      ownership: "starter",
      existing: keep ? "keep" : force ? "replace" : "conflict",
    });
  };
  for (const { template, target } of listTemplates("project")) {
    const text = renderTemplate(template, context);
    if (target === ".gitignore") addMissingLines(tree, target, text);
    else write(target, text);
  }
  if (licenseText !== undefined) write("LICENSE", licenseText);
  else if (license !== "none") write("LICENSE", renderTemplate("license/apache2.txt.hbs", context));
  tree.write(projectFile, writeProject(project, tree.read(projectFile)), { ownership: "shared" });
  writeControllerList(tree, { before: project.resources, after: project.resources, force });
  writeVendored(tree, library);
}

function contextOf(
  { license, licenseText, owner = "", library, year }: InitOptions,
  { projectName, namespaced = false }: Project,
): TemplateContext {
  const licensed = license !== "none" || licenseText !== undefined;
  return {
    projectName,
    owner,
    namespaced,
    licensed,
    licenseId: licenseText !== undefined ? "SEE LICENSE IN LICENSE" : licensed ? "Apache-2.0" : "UNLICENSED",
    holder: owner === "" ? `The ${projectName} authors` : owner,
    year,
    library: library.spec,
    vendored: library.vendor !== undefined,
  };
}
