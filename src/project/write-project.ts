import { pluralize } from "../kube/plural.ts";
import { YamlDocument, type YamlPath } from "../kube/yaml-document.ts";
import { type Project, type ProjectResource, projectFile } from "./project.ts";

const header = `# What was scaffolded in this project, for the commands that add to it. Comments and keys of your own are kept.
`;

/**
 * The text of a PROJECT file. What `previous` holds beside the project (comments, unknown keys, order) stays;
 * a project that says what `previous` says gives `previous` back, letter for letter.
 */
export function writeProject(project: Project, previous: string = header): string {
  const document = new YamlDocument(previous, projectFile);
  const { resources, ...settings } = project;
  for (const [key, value] of Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)))
    document.set([key], value);
  writeResources(document, resources);
  return document.toText();
}

function writeResources(document: YamlDocument, resources: readonly ProjectResource[]): void {
  const known = document.get(["resources"]);
  const entries = (Array.isArray(known) ? known : []) as Partial<ProjectResource>[];
  const wanted = new Map(resources.map((resource) => [identity(resource), resource]));
  for (const [index, entry] of [...entries.entries()].reverse()) {
    const resource = wanted.get(identity(entry));
    if (resource) updateEntry(document, ["resources", index], resource);
    else document.delete(["resources", index]);
  }
  const present = new Set(entries.map(identity));
  for (const resource of resources) {
    if (!present.has(identity(resource))) document.append(["resources"], writeResource(resource));
  }
}

function updateEntry(document: YamlDocument, path: YamlPath, resource: ProjectResource): void {
  const fields = writeResource(resource);
  for (const key of [
    "api",
    "controller",
    "core",
    "domain",
    "group",
    "kind",
    "path",
    "plural",
    "version",
  ] as const) {
    const was = document.get([...path, key]);
    const said = was === resource[key]; // also what need not be said: "controller: false"
    if (key === "api" && resource.api)
      document.set([...path, key], { ...(was as object | undefined), ...resource.api });
    else if (key in fields) document.set([...path, key], fields[key]);
    else if (!said) document.delete([...path, key]);
  }
}

/** As kubebuilder has it: keys by name, what is false or follows from another key left out. */
function writeResource(resource: ProjectResource): Record<string, unknown> {
  const { api, controller, core, domain, group, kind, version, plural, path } = resource;
  return {
    ...(api ? { api } : {}),
    ...(controller ? { controller } : {}),
    ...(core ? { core } : { domain }),
    group,
    kind,
    path,
    ...(plural === pluralize(kind) ? {} : { plural }),
    version,
  };
}

function identity(resource: Partial<ProjectResource>): string {
  return [resource.group, resource.version, resource.kind].join("/");
}
