import { formatDiagnostic } from "../../../src/base/diagnostic.ts";
import { generateCrds, type GenerateOptions } from "../../../src/generate/generate-crds.ts";
import { generateRole } from "../../../src/generate/generate-role.ts";
import type { CustomResourceDefinition } from "../../../src/kube/crd.ts";
import type { JsonSchema } from "../../../src/kube/schema/json-schema.ts";
import type { PolicyRule } from "../../../src/kube/rbac.ts";

/** Sources by their path below the project's folder. */
export type Files = Readonly<Record<string, string>>;

/** The names that sources of tests may use without importing them. */
const imports = `import { resource, controller, type Base64, type Client, type Condition, type CustomResource, type Double, type Duration, type EmbeddedResource, type Int32, type Int64, type Integer, type IntOrString, type KubernetesObject, type ObjectMeta, type Quantity, type RawExtension, type Time, type UInt32 } from "kubewright";`;

/** Generates from texts, as files of a project. */
export async function generate(
  files: Files,
  options: Omit<GenerateOptions, "files" | "readFile"> = {},
): Promise<{ crds: CustomResourceDefinition[]; errors: string[] }> {
  const { crds, diagnostics } = await generateCrds({ ...fromText(files), allowFloats: false, ...options });
  return {
    crds,
    errors: diagnostics.map((diagnostic) => formatDiagnostic(diagnostic).replaceAll("/project/", "")),
  };
}

/**
 * The schema of a spec, from the members of its interface and other declarations.
 *
 * @throws Error with the diagnostics, when there are any
 */
export async function specOf(members: string, declarations = ""): Promise<JsonSchema> {
  const { crds, errors } = await generate({ "input.ts": kindOf(members, declarations) });
  if (errors.length > 0) throw new Error(errors.join("\n"));
  const schema = crds[0]?.spec.versions[0]?.schema?.openAPIV3Schema?.properties?.spec;
  if (!schema) throw new Error("no spec came out");
  return schema;
}

/** The schema of one property of a spec, without what every property of a test has. */
export async function schemaOf(type: string, declarations = ""): Promise<JsonSchema> {
  const spec = await specOf(`p: ${type};`, declarations);
  return spec.properties?.p ?? {};
}

/** The schema of one property with a comment before it. */
export async function taggedSchema(comment: string, type: string, declarations = ""): Promise<JsonSchema> {
  const spec = await specOf(`/** ${comment} */\np: ${type};`, declarations);
  return spec.properties?.p ?? {};
}

/** What is said about a spec, with line and column; the first member is in line 2. */
export async function errorsOf(members: string, declarations = ""): Promise<string[]> {
  const { errors } = await generate({ "input.ts": kindOf(members, declarations) });
  return errors.map((error) => error.replace(/^input\.ts:/, ""));
}

/** The rules of a role, from a file that has a kind `Thing`. */
export function rulesOf(text: string, more: Files = {}): { rules: readonly PolicyRule[]; errors: string[] } {
  const thing = `export const Thing = resource<CustomResource<unknown>>({ group: "example.com", version: "v1", kind: "Thing" });`;
  const { role, diagnostics } = generateRole({
    ...fromText({ "input.ts": `${imports}\n${thing}\n${text}`, ...more }),
    name: "manager-role",
  });
  return {
    rules: role.rules,
    errors: diagnostics.map((diagnostic) => formatDiagnostic(diagnostic).replaceAll("/project/", "")),
  };
}

/** A file that defines one kind; its members begin in line 2. */
function kindOf(members: string, declarations: string): string {
  const kind = `export const Thing = resource<CustomResource<Spec>>({ group: "example.com", version: "v1", kind: "Thing" });`;
  return `interface Spec {\n${members}\n}\n${declarations}\n${kind}\n${imports}`;
}

function fromText(files: Files) {
  const texts = new Map(Object.entries(files).map(([path, text]) => [`/project/${path}`, text]));
  return { files: [...texts.keys()], readFile: (path: string) => texts.get(path) };
}
