import { resolve } from "node:path";
import { UserError } from "../base/errors.ts";
import type { Plan } from "../files/plan.ts";
import { FileTree } from "../files/tree.ts";
import { pluralize } from "../kube/plural.ts";
import { assertName } from "../project/names.ts";
import { type Project, type ProjectResource, projectFile } from "../project/project.ts";
import { readProject } from "../project/read-project.ts";
import { writeProject } from "../project/write-project.ts";
import { assertNewKindFits } from "./api-conflicts.ts";
import { writeController, writeResource } from "./api-files.ts";
import { writeControllerList } from "./controller-list.ts";
import { writeFurtherVersion } from "./further-version.ts";
import { assertFreeKind, kindNames } from "./kind-names.ts";

/** What `planCreateApi` needs to know. */
export interface CreateApiOptions {
  /** The folder that holds PROJECT. */
  readonly root: string;
  /** Without the project's domain: `cache`. Of a built-in kind, the API group, or `core`. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Default: the English plural of the kind in lower case. */
  readonly plural?: string;
  readonly clusterScoped?: boolean;
  /** Default true; another version of a kind that has a controller needs none. */
  readonly controller?: boolean;
  /** Of another version of a kind: whether objects are stored in it from now on; default false. */
  readonly storage?: boolean;
  /** Whether the kind is defined by the project; default true. False: a controller for a kind that exists. */
  readonly resource?: boolean;
  /** Replaces files that are there already. */
  readonly force?: boolean;
  /** The built-in kind of this group, version and kind, if there is one; looked at when `resource` is false. */
  readonly builtIn?: { readonly plural: string; readonly module: string };
}

/**
 * A kind and its controller, or the part of them that is missing. What PROJECT records already is left as the user
 * has it, unless `force` is set.
 *
 * @throws UserError `GROUP_INVALID`, `VERSION_INVALID`, `KIND_INVALID`, `PLURAL_INVALID`, `KIND_RESERVED`, `KIND_UNKNOWN`,
 * `KIND_EXISTS`, `VERSION_UNSUPPORTED`, `STORAGE_UNCLEAR`, `NOTHING_TO_CREATE`, `FILE_CONFLICT`, `PROJECT_NOT_FOUND`
 */
export function planCreateApi(options: CreateApiOptions): Plan {
  const { resource: wantsResource = true, controller: wantsController = true, force = false } = options;
  if (!wantsResource && !wantsController) {
    throw new UserError(
      "NOTHING_TO_CREATE",
      "cannot create an API with neither a resource nor a controller",
      {
        hint: "Leave out --no-resource or --no-controller.",
      },
    );
  }
  for (const name of ["group", "version", "kind"] as const) assertName(name, options[name]);
  if (options.plural !== undefined) assertName("plural", options.plural);

  const root = resolve(options.root);
  const project = readProject(root);
  const recorded = project.resources.find((resource) => sameKind(resource, options));
  const others = project.resources.filter(
    (other) =>
      other !== recorded && other.api && other.group === options.group && other.kind === options.kind,
  );
  const from = others.at(-1);
  const base =
    recorded ?? (from && wantsResource ? furtherVersion(from, options) : newResource(project, options));
  const newController = wantsController && !others.some(({ controller }) => controller);
  const next = { ...base, controller: base.controller || newController };
  if (options.storage && (recorded || !from || !wantsResource)) refuseStorage(options);
  if (recorded && wantsResource) assertSameShape(recorded, options);
  if (!recorded) assertNewKindFits(project, next);

  const tree = new FileTree(root);
  if (from && wantsResource && !recorded)
    writeFurtherVersion(tree, { next, from, others, storage: options.storage ?? false, force });
  else if (wantsResource && (!recorded || (force && others.length === 0)))
    writeResource(tree, { project, resource: next, force });
  const resources = recorded
    ? project.resources.map((resource) => (resource === recorded ? next : resource))
    : [...project.resources, next];
  tree.write(projectFile, writeProject({ ...project, resources }, tree.read(projectFile)), {
    ownership: "shared",
  });
  if (newController && (!recorded?.controller || force)) {
    writeController(tree, { project, resource: next, force });
    writeControllerList(tree, { before: project.resources, after: resources, force });
  }
  return tree.plan({ overwriteFlag: "--force" });
}

/** Plural and scope are the kind's, in every version. */
function furtherVersion(from: ProjectResource, options: CreateApiOptions): ProjectResource {
  const { version, kind, plural = from.plural, clusterScoped = false } = options;
  assertSameShape(from, {
    ...options,
    plural,
    clusterScoped: clusterScoped || from.api?.namespaced === false,
  });
  return { ...from, controller: false, version, path: `src/api/${version}/${kindNames(kind).kebab}.ts` };
}

function refuseStorage({ version, kind }: CreateApiOptions): never {
  throw new UserError(
    "STORAGE_UNCLEAR",
    `cannot move the storage of kind "${kind}" to version "${version}": it is for a new version of a kind that the project has in another one`,
    { hint: "Set `storage: true` in `resource({...})` of one version, and take it from the others." },
  );
}

function newResource(project: Project, options: CreateApiOptions): ProjectResource {
  const { group, version, kind, clusterScoped = false, resource = true, builtIn } = options;
  if (resource) {
    assertFreeKind(kind);
    const path = `src/api/${version}/${kindNames(kind).kebab}.ts`;
    const plural = options.plural ?? pluralize(kind);
    const api = { crdVersion: "v1", namespaced: !clusterScoped } as const;
    return {
      api,
      controller: false,
      core: false,
      domain: project.domain,
      group,
      version,
      kind,
      plural,
      path,
    };
  }
  if (!builtIn) {
    throw new UserError(
      "KIND_UNKNOWN",
      `cannot make a controller for kind "${kind}" of ${group}/${version}: neither the project nor Kubernetes has it`,
      {
        hint: "Leave out --no-resource to define the kind in this project, or check group, version and kind.",
      },
    );
  }
  return {
    controller: false,
    core: true,
    domain: "",
    group,
    version,
    kind,
    plural: builtIn.plural,
    path: builtIn.module,
  };
}

function assertSameShape(recorded: ProjectResource, options: CreateApiOptions): void {
  const scope = (namespaced: boolean) => (namespaced ? "namespaced" : "cluster-scoped");
  const { plural = recorded.plural, clusterScoped = false, kind } = options;
  const was = recorded.api
    ? `${scope(recorded.api.namespaced)} with plural "${recorded.plural}"`
    : "as a built-in kind";
  const wanted = `${scope(!clusterScoped)} with plural "${plural}"`;
  if (was === wanted) return;
  throw new UserError("KIND_EXISTS", `cannot create kind "${kind}" ${wanted}: the project has it ${was}`, {
    hint: `Change \`resource({...})\` in ${recorded.path} and the entry in ${projectFile} instead.`,
  });
}

function sameKind(a: Pick<ProjectResource, "group" | "version" | "kind">, b: typeof a): boolean {
  return a.group === b.group && a.version === b.version && a.kind === b.kind;
}
