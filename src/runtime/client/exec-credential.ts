import { spawn } from "node:child_process";
import { isatty } from "node:tty";
import type { Clock } from "../../base/clock.ts";
import { hasCode, UserError } from "../../base/errors.ts";
import { isJsonObject, type JsonObject } from "../../base/json.ts";
import type { Credentials } from "./connection.ts";
import { textField, type KubeconfigContext, type KubeconfigFields } from "./kubeconfig-file.ts";

/** What a plugin said, until it expires. */
type ExecCredential = Pick<Credentials, "headers" | "tls" | "expiresAt">;

const versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];
/** Where a cluster keeps what its plugins are to know. */
const extension = "client.authentication.k8s.io/exec";

/**
 * Credentials of an exec plugin: the program is asked when they are first needed, and again when they have expired. It is told about the cluster by
 * `KUBERNETES_EXEC_INFO`. As client-go's plugin/pkg/client/auth/exec.
 */
export function execCredentials(
  context: KubeconfigContext,
  options: { clock: Clock; env: Readonly<Record<string, string | undefined>>; interactive?: boolean },
): () => Promise<ExecCredential> {
  const { clock, env, interactive = isatty(0) } = options;
  const plugin = readPlugin(context, interactive);
  let last: ExecCredential | undefined;
  return async () => {
    if (last && (last.expiresAt === undefined || clock.now() <= last.expiresAt)) return last;
    const output = await runPlugin(plugin, env);
    last = readCredential(output, plugin);
    return last;
  };
}

interface Plugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly installHint: string | undefined;
  readonly interactive: boolean;
  /** Text of `KUBERNETES_EXEC_INFO`. */
  readonly info: string;
  readonly context: string;
}

function readPlugin(context: KubeconfigContext, terminal: boolean): Plugin {
  const { name, user, cluster, source } = context;
  const exec = user.exec as KubeconfigFields;
  const apiVersion = textField(exec, "apiVersion", source) ?? "";
  const command = textField(exec, "command", source);
  if (!versions.includes(apiVersion))
    throw invalid(
      name,
      `exec.apiVersion is "${apiVersion}", expected ${versions.map((one) => `"${one}"`).join(" or ")}`,
    );
  if (!command) throw invalid(name, "exec.command is missing");
  const interactive = isInteractive(context, terminal);
  const info = {
    kind: "ExecCredential",
    apiVersion,
    spec: { ...(exec.provideClusterInfo === true ? { cluster: clusterInfo(cluster) } : {}), interactive },
  };
  return {
    apiVersion,
    command,
    args: listOf(exec.args).map(String),
    env: Object.fromEntries(
      listOf(exec.env)
        .filter(isJsonObject)
        .map((one) => [String(one.name), String(one.value ?? "")]),
    ),
    installHint: textField(exec, "installHint", source),
    interactive,
    info: JSON.stringify(info),
    context: name,
  };
}

/** kubectl demands a mode in v1; one that was left out means what it meant before. */
function isInteractive({ name, user, source }: KubeconfigContext, terminal: boolean): boolean {
  const exec = user.exec as KubeconfigFields;
  const mode = textField(exec, "interactiveMode", source) ?? "IfAvailable";
  if (mode === "Never") return false;
  if (mode === "IfAvailable") return terminal;
  if (mode !== "Always")
    throw invalid(name, `exec.interactiveMode is "${mode}", expected "Never", "IfAvailable" or "Always"`);
  if (terminal) return true;
  throw unavailable(
    name,
    `the program "${String(exec.command)}" wants a terminal to ask you, and there is none`,
  );
}

/** The cluster as plugins are told of it (client.authentication.k8s.io/v1 Cluster). */
function clusterInfo(cluster: KubeconfigFields): JsonObject {
  const extensions = listOf(cluster.extensions).filter(isJsonObject);
  const config = extensions.find((candidate) => candidate.name === extension)?.extension;
  const fields = [
    "server",
    "tls-server-name",
    "insecure-skip-tls-verify",
    "certificate-authority-data",
    "proxy-url",
    "disable-compression",
  ];
  const known = fields.flatMap((field) => (cluster[field] ? [[field, cluster[field]] as const] : []));
  return { ...Object.fromEntries(known), ...(config === undefined ? {} : { config }) };
}

async function runPlugin(plugin: Plugin, env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const { command, args, interactive, info, context } = plugin;
  const child = spawn(command, args, {
    env: { ...env, ...plugin.env, KUBERNETES_EXEC_INFO: info },
    stdio: [interactive ? "inherit" : "ignore", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => {
    complaints.push(chunk);
    // what it asks you stands there
    if (interactive) process.stderr.write(chunk);
  });
  const code = await new Promise<number | string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exit, signal) => resolve(exit ?? signal ?? 1));
  }).catch((error: unknown) => {
    const missing = hasCode(error, "ENOENT");
    const what = missing ? `there is no program "${command}"` : `cannot run "${command}": ${String(error)}`;
    throw unavailable(context, what, { cause: error, ...(missing ? { hint: plugin.installHint } : {}) });
  });
  if (code === 0) return Buffer.concat(output).toString("utf8");
  const said = Buffer.concat(complaints).toString("utf8").trim().slice(-1_000);
  throw unavailable(context, `"${command}" ended with ${code}${said ? `: ${said}` : ""}`);
}

/** What the plugin printed, of which nothing may come into a message. */
function readCredential(output: string, { apiVersion, command, context }: Plugin): ExecCredential {
  const fail = (what: string) => unavailable(context, `"${command}" ${what}`);
  const answer = parse(output);
  if (!answer) throw fail("did not print the JSON of an ExecCredential");
  if (answer.kind !== "ExecCredential" || answer.apiVersion !== apiVersion)
    throw fail(
      `is to answer as ExecCredential of ${apiVersion}, and answered as ${String(answer.kind)} of ${String(answer.apiVersion)}`,
    );
  if (!isJsonObject(answer.status)) throw fail("did not answer with a status");
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp } = answer.status;
  if (!token && !cert && !key) throw fail("answered neither with a token nor with a certificate and its key");
  if (!cert !== !key) throw fail("answered with only one of certificate and key");
  const expiresAt = typeof expirationTimestamp === "string" ? Date.parse(expirationTimestamp) : undefined;
  if (Number.isNaN(expiresAt)) throw fail("answered with an expirationTimestamp that is no time");
  return {
    headers: token ? { authorization: `Bearer ${String(token)}` } : {},
    tls: cert ? { cert: String(cert), key: String(key) } : {},
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function parse(output: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(output);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function invalid(context: string, what: string): UserError {
  return new UserError("KUBECONFIG_INVALID", `cannot use context "${context}": ${what}`);
}

function unavailable(
  context: string,
  what: string,
  options: { cause?: unknown; hint?: string | undefined } = {},
): UserError {
  const { cause, hint } = options;
  return new UserError("CREDENTIALS_UNAVAILABLE", `cannot get credentials of context "${context}": ${what}`, {
    cause,
    ...(hint ? { hint: withoutControls(hint) } : {}),
  });
}

/** A kubeconfig may come from a stranger: it must not speak to the terminal. */
function withoutControls(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g, "");
}
