import type { FileTree } from "../files/tree.ts";
import { pluralize } from "../kube/plural.ts";
import type { JsonSchema } from "../kube/schema/json-schema.ts";
import { renderSample } from "../kube/schema/render-sample.ts";
import { writeYaml } from "../kube/yaml.ts";
import { type Project, type ProjectResource, apiGroupOf } from "../project/project.ts";
import { controllerPath } from "./controller-list.ts";
import { initialSpec } from "./initial-spec.ts";
import { kindNames } from "./kind-names.ts";
import { addToKustomization } from "./kustomization.ts";

import { type TemplateContext, renderTemplate } from "./templates.ts";

/** What is written, and whether over what is there. */
export interface ApiFiles {
  readonly project: Project;
  readonly resource: ProjectResource;
  readonly force: boolean;
}

/** The files that define a kind: its types, roles for its users, a sample; and their kustomizations. */
export function writeResource(tree: FileTree, files: ApiFiles): void {
  const { resource } = files;
  const { lower } = kindNames(resource.kind);
  const apiGroup = apiGroupOf(resource);
  const roles = ["admin", "editor", "viewer"].map((role) => `${lower}_${role}_role.yaml`);
  const sample = `${resource.group}_${resource.version}_${lower}.yaml`;

  writeTemplate(tree, files, { template: "types.ts.hbs", target: resource.path });
  for (const role of roles)
    writeTemplate(tree, files, {
      template: `${role.slice(lower.length + 1)}.hbs`,
      target: `config/rbac/${role}`,
    });
  write(tree, files, { target: `config/samples/${sample}`, text: writeYaml(sampleOf(files)) });
  addToKustomization(tree, "config/crd/kustomization.yaml", [`bases/${apiGroup}_${resource.plural}.yaml`]);
  addToKustomization(tree, "config/rbac/kustomization.yaml", roles);
  addToKustomization(tree, "config/samples/Kustomization", [sample]);
}

/** The files of a kind's controller: for a kind of the project's own one that works, with its tests. */
export function writeController(tree: FileTree, files: ApiFiles): void {
  const { resource } = files;
  const target = controllerPath(resource.kind);
  if (!resource.api) return writeTemplate(tree, files, { template: "built-in-controller.ts.hbs", target });
  const { kebab } = kindNames(resource.kind);
  writeTemplate(tree, files, { template: "controller.ts.hbs", target });
  writeTemplate(tree, files, { template: "unit.test.ts.hbs", target: `test/${kebab}.test.ts` });
  writeTemplate(tree, files, {
    template: "integration.test.ts.hbs",
    target: `test/${kebab}.integration.test.ts`,
  });
}

function writeTemplate(
  tree: FileTree,
  files: ApiFiles,
  { template, target }: { template: string; target: string },
): void {
  write(tree, files, { target, text: renderTemplate(`api/${template}`, contextOf(files)) });
}

function write(
  tree: FileTree,
  { force }: ApiFiles,
  { target, text }: { target: string; text: string },
): void {
  tree.write(target, text, { ownership: "starter", existing: force ? "replace" : "conflict" });
}

function contextOf({ project, resource }: ApiFiles): TemplateContext {
  const { kind, version, plural, path } = resource;
  const { lower, variable } = kindNames(kind);
  return {
    projectName: project.projectName,
    apiGroup: apiGroupOf(resource),
    version,
    kind,
    plural,
    customPlural: plural !== pluralize(kind),
    clusterScoped: resource.api?.namespaced === false,
    lowerKind: lower,
    variable,
    handleFromController: resource.api ? path.replace(/^src\//, "../") : path,
    typesPath: path,
    controllerPath: controllerPath(kind),
    ...longLines(kind, variable),
  };
}

/** Which lines are too long for one line, where prettier would break them. */
function longLines(kind: string, variable: string): Record<string, boolean> {
  const lines = {
    longHeritage: `export interface ${kind} extends CustomResource<${kind}Spec, ${kind}Status> {}`,
    longSignature: `export function desiredDeployment(object: Observed<${kind}>): ApplyConfiguration<Deployment> {`,
    longChain: `export const ${variable} = controller(${kind}).reconcile(async ({ object, log }) => {`,
  };
  return Object.fromEntries(Object.entries(lines).map(([name, line]) => [name, line.length > 120]));
}

function sampleOf({ project, resource }: ApiFiles): unknown {
  const { kind, version } = resource;
  const spec: JsonSchema = initialSpec({ clusterScoped: resource.api?.namespaced === false });
  return {
    apiVersion: `${apiGroupOf(resource)}/${version}`,
    kind,
    metadata: {
      name: `${kindNames(kind).lower}-sample`,
      labels: { "app.kubernetes.io/name": project.projectName, "app.kubernetes.io/managed-by": "kustomize" },
    },
    spec: renderSample(spec),
  };
}
