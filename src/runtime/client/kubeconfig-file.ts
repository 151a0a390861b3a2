import { dirname, isAbsolute, join } from "node:path";
import { messageOf, UserError } from "../../base/errors.ts";
import { nearest } from "../../base/nearest.ts";
import { parseYaml } from "../../kube/yaml.ts";

/** Text of a kubeconfig, and the file that relative paths in it start from. */
export interface KubeconfigSource {
  readonly text: string;
  readonly file?: string;
}

/** Fields of a cluster or a user, under kubectl's names; paths are absolute. */
export type KubeconfigFields = Readonly<Record<string, unknown>>;

/** What one context of a kubeconfig says. */
export interface KubeconfigContext {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly cluster: KubeconfigFields;
  /** Empty when the context has no user. */
  readonly user: KubeconfigFields;
  /** Where it was read, for messages. */
  readonly source: string;
}

type Kind = "cluster" | "context" | "user";

interface Entry {
  readonly name: string;
  readonly fields: KubeconfigFields;
}

/** Fields that name files. */
const pathFields = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];

/**
 * One context out of kubeconfigs, by default the current one. Several sources are merged as kubectl does: the first to say something wins.
 *
 * @throws UserError when a source is no kubeconfig, or there is no such context
 */
export function readContext(
  sources: readonly KubeconfigSource[],
  options: { context: string | undefined; source: string },
): KubeconfigContext {
  const { source } = options;
  const documents = sources.map((one) => ({ ...one, document: parse(one, source) }));
  const find = (kind: Kind, name: string | undefined) =>
    entries(kind).find((entry) => entry.name === name)?.fields;
  const entries = (kind: Kind) =>
    documents.flatMap(({ document, file }) => readEntries(document, { kind, file, source }));
  const current = documents.map(({ document }) => document["current-context"]).find(Boolean);
  const name = options.context ?? (typeof current === "string" ? current : undefined);
  const context = find("context", name);
  if (name === undefined || !context) {
    const names = [...new Set(entries("context").map((entry) => entry.name))];
    throw unknownContext(name, { names, source });
  }
  return {
    name,
    namespace: textField(context, "namespace", source),
    cluster: find("cluster", textField(context, "cluster", source)) ?? {},
    user: find("user", textField(context, "user", source)) ?? {},
    source,
  };
}

/**
 * A field that holds text; undefined when it is left out or empty.
 *
 * @throws UserError for a number and the like: kubectl does not take it for text either
 */
export function textField(fields: KubeconfigFields, name: string, source: string): string | undefined {
  const value = fields[name] ?? undefined;
  if (value === undefined || typeof value === "string") return value || undefined;
  throw invalid(source, `"${name}" is a ${Array.isArray(value) ? "list" : typeof value}, expected a string`);
}

function parse({ text, file }: KubeconfigSource, source: string): KubeconfigFields {
  try {
    const [document = {}] = parseYaml(text, file ?? "the given text");
    if (isFields(document)) return document;
  } catch (error) {
    throw invalid(source, messageOf(error), error);
  }
  throw invalid(source, "it is not a mapping");
}

function readEntries(
  document: KubeconfigFields,
  options: { kind: Kind; file: string | undefined; source: string },
): Entry[] {
  const { kind, file, source } = options;
  const list = document[`${kind}s`] ?? [];
  if (!Array.isArray(list)) throw invalid(source, `"${kind}s" is not a list`);
  return list.map((item: unknown, index) => {
    const { name, [kind]: fields = {} } = isFields(item) ? item : {};
    if (typeof name !== "string" || name === "") throw invalid(source, `${kind}s[${index}].name is missing`);
    if (fields !== null && !isFields(fields))
      throw invalid(source, `${kind}s[${index}].${kind} is not a mapping`);
    return { name, fields: absolutePaths(fields ?? {}, file) };
  });
}

function absolutePaths(fields: KubeconfigFields, file: string | undefined): KubeconfigFields {
  if (file === undefined) return fields;
  const paths = pathFields.flatMap((name) => {
    const path = fields[name];
    return typeof path === "string" && path !== "" && !isAbsolute(path)
      ? [[name, join(dirname(file), path)] as const]
      : [];
  });
  return { ...fields, ...Object.fromEntries(paths), ...absoluteCommand(fields, file) };
}

/** A plugin that is named by a path is beside the kubeconfig, too; one by its bare name is looked for as always. */
function absoluteCommand({ exec }: KubeconfigFields, file: string): KubeconfigFields {
  if (!isFields(exec) || typeof exec.command !== "string") return {};
  const { command } = exec;
  return command.includes("/") && !isAbsolute(command)
    ? { exec: { ...exec, command: join(dirname(file), command) } }
    : {};
}

function isFields(value: unknown): value is KubeconfigFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unknownContext(
  name: string | undefined,
  options: { names: readonly string[]; source: string },
): UserError {
  const { names, source } = options;
  const guess = name && nearest(name, names);
  const hint = guess
    ? `Did you mean "${guess}"?`
    : `Contexts there: ${names.map((known) => `"${known}"`).join(", ") || "none"}.`;
  const message = name
    ? `cannot find context "${name}" in ${source}`
    : `cannot choose a context: ${source} has no current-context`;
  return new UserError("CONTEXT_NOT_FOUND", message, { hint });
}

function invalid(source: string, what: string, cause?: unknown): UserError {
  return new UserError("KUBECONFIG_INVALID", `cannot read kubeconfig ${source}: ${what}`, { cause });
}
