import { type Diagnostic, throwIfErrors } from "../base/diagnostic.ts";
import { isJsonObject } from "../base/json.ts";
import { nearest } from "../base/nearest.ts";
import { pluralize } from "../kube/plural.ts";
import { YamlDocument, type YamlPath } from "../kube/yaml-document.ts";
import { type Name, checkName } from "./names.ts";
import {
  type ManifestSettings,
  type Project,
  type ProjectResource,
  projectFile,
  projectLayout,
} from "./project.ts";

/**
 * The project that the text of a PROJECT file describes; keys that are not ours are left alone.
 *
 * @throws UserError `YAML_INVALID`, or DiagnosticError with every problem and its place
 */
export function parseProject(text: string, file: string = projectFile): Project {
  const reader = new Reader(new YamlDocument(text, file));
  const project = readSettings(reader);
  const place = ({ line = 0, column = 0 }: Diagnostic) => line * 1_000 + column;
  throwIfErrors(
    `cannot use ${file}`,
    reader.diagnostics.sort((a, b) => place(a) - place(b)),
  );
  return project;
}

function readSettings(reader: Reader): Project {
  const version = reader.string(["version"]);
  if (version !== "" && version !== "3")
    reader.report(["version"], `expected version "3", found ${JSON.stringify(version)}`);
  const layout = reader.strings(["layout"]) ?? [];
  if (!layout.includes(projectLayout)) {
    const found = layout.length > 0 ? layout.map((entry) => `"${entry}"`).join(", ") : "none";
    reader.report(
      ["layout"],
      `expected a layout "${projectLayout}", found ${found}`,
      otherLayoutHint(layout),
    );
  }
  const allowedContexts = reader.strings(["allowedContexts"]);
  return {
    version: "3",
    cliVersion: reader.string(["cliVersion"]),
    domain: reader.name(["domain"], "domain"),
    projectName: reader.name(["projectName"], "projectName"),
    layout,
    ...(allowedContexts ? { allowedContexts } : {}),
    ...(reader.has(["manifests"]) ? { manifests: readManifestSettings(reader, ["manifests"]) } : {}),
    ...(reader.boolean(["namespaced"]) ? { namespaced: true } : {}),
    resources: reader.list(["resources"]).map((_, index) => readResource(reader, ["resources", index])),
  };
}

const manifestSettings: {
  readonly [Name in keyof Required<ManifestSettings>]: "boolean" | "count" | "string";
} = {
  builtInDescriptions: "boolean",
  maxDescriptionLength: "count",
  maxCrdSize: "count",
  featureGates: "string",
  allowFloats: "boolean",
  embeddedMetadata: "boolean",
  headerFile: "string",
  year: "string",
};

function readManifestSettings(reader: Reader, path: YamlPath): ManifestSettings {
  const known = Object.keys(manifestSettings);
  const entries = reader.keys(path).map((key) => {
    const type = known.includes(key) ? manifestSettings[key as keyof ManifestSettings] : undefined;
    if (type) return [key, reader[type]([...path, key])] as const;
    const guess = nearest(key, known);
    const hint = guess ? `Did you mean "${guess}"?` : `There are: ${known.join(", ")}.`;
    reader.report([...path, key], "no such setting", hint);
    return [key, undefined] as const;
  });
  return Object.fromEntries(entries);
}

function otherLayoutHint(layout: readonly string[]): string | undefined {
  const other = layout.some((entry) => /^(go|helm|ansible|base\.go)\./.test(entry));
  return other
    ? "This is a project of kubebuilder or operator-sdk; make one in another folder with `kubewright init`."
    : undefined;
}

function readResource(reader: Reader, path: YamlPath): ProjectResource {
  const core = reader.boolean([...path, "core"]);
  const kind = reader.name([...path, "kind"], "kind");
  const hasApi = reader.has([...path, "api"]);
  if (hasApi && reader.string([...path, "api", "crdVersion"]) !== "v1") {
    reader.report([...path, "api", "crdVersion"], 'expected crdVersion "v1"');
  }
  return {
    ...(hasApi
      ? { api: { crdVersion: "v1", namespaced: reader.boolean([...path, "api", "namespaced"]) } }
      : {}),
    controller: reader.boolean([...path, "controller"]),
    core,
    domain: core ? "" : reader.name([...path, "domain"], "domain"),
    group: reader.name([...path, "group"], "group"),
    version: reader.name([...path, "version"], "version"),
    kind,
    plural: reader.has([...path, "plural"]) ? reader.name([...path, "plural"], "plural") : pluralize(kind),
    path: reader.string([...path, "path"]),
  };
}

/** Takes typed values out of a document and collects what is wrong with them. */
class Reader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #document: YamlDocument;

  constructor(document: YamlDocument) {
    this.#document = document;
  }

  has(path: YamlPath): boolean {
    return this.#document.get(path) !== undefined;
  }

  string(path: YamlPath): string {
    const value = this.#document.get(path);
    if (typeof value === "string") return value;
    const found = value === undefined ? "nothing" : JSON.stringify(value);
    const hint = typeof value === "number" ? `Put it in quotes: "${value}".` : undefined;
    this.report(path, `expected a string, found ${found}`, hint);
    return "";
  }

  name(path: YamlPath, what: Name): string {
    const count = this.diagnostics.length;
    const value = this.string(path);
    const problem = this.diagnostics.length === count ? checkName(what, value) : undefined;
    if (problem) this.report(path, problem.message, problem.hint);
    return value;
  }

  boolean(path: YamlPath): boolean {
    const value = this.#document.get(path) ?? false;
    if (typeof value === "boolean") return value;
    this.report(path, `expected true or false, found ${JSON.stringify(value)}`);
    return false;
  }

  count(path: YamlPath): number {
    const value = this.#document.get(path);
    if (Number.isSafeInteger(value) && Number(value) >= 0) return Number(value);
    this.report(path, `expected a whole number from 0 on, found ${JSON.stringify(value)}`);
    return 0;
  }

  keys(path: YamlPath): string[] {
    const value = this.#document.get(path);
    if (isJsonObject(value)) return Object.keys(value);
    this.report(path, `expected settings by name, found ${JSON.stringify(value)}`);
    return [];
  }

  list(path: YamlPath): unknown[] {
    const value = this.#document.get(path) ?? [];
    if (Array.isArray(value)) return value;
    this.report(path, `expected a list, found ${JSON.stringify(value)}`);
    return [];
  }

  strings(path: YamlPath): string[] | undefined {
    return this.has(path) ? this.list(path).map((_, index) => this.string([...path, index])) : undefined;
  }

  report(path: YamlPath, problem: string, hint?: string): void {
    this.diagnostics.push({
      severity: "error",
      code: "PROJECT_INVALID",
      message: `${pathText(path)}: ${problem}`,
      file: this.#document.file,
      ...this.#document.positionOf(path),
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

function pathText(path: YamlPath): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`))
    .join("")
    .slice(1);
}
