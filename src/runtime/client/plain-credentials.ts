import { readFile } from "node:fs/promises";
import { UserError } from "../../base/errors.ts";
import type { Credentials } from "./connection.ts";
import { impersonationHeaders } from "./impersonation.ts";
import { textField, type KubeconfigContext, type KubeconfigFields } from "./kubeconfig-file.ts";

/** Credentials that a kubeconfig has in itself or in files: a token, certificates, name and password. Files are read each time. */
export async function readPlainCredentials(context: KubeconfigContext): Promise<Credentials> {
  const { cluster, user, source } = context;
  const [ca, cert, key, authorization] = await Promise.all([
    readMaterial(cluster, "certificate-authority", source),
    readMaterial(user, "client-certificate", source),
    readMaterial(user, "client-key", source),
    readAuthorization(user, source),
  ]);
  const servername = textField(cluster, "tls-server-name", source);
  const insecure = cluster["insecure-skip-tls-verify"] === true;
  if (insecure && ca) {
    const message = `cannot use context "${context.name}" of ${source}: its cluster has a certificate authority and insecure-skip-tls-verify, which exclude each other`;
    throw new UserError("KUBECONFIG_INVALID", message);
  }
  return {
    headers: {
      ...(authorization ? { authorization } : {}),
      ...impersonationHeaders(context),
    },
    tls: {
      ...(ca ? { ca } : {}),
      ...(cert ? { cert } : {}),
      ...(key ? { key } : {}),
      ...(servername ? { servername } : {}),
      ...(insecure ? { rejectUnauthorized: false } : {}),
    },
  };
}

/** What is in the kubeconfig wins over the file that it names, as in client-go. */
async function readMaterial(
  fields: KubeconfigFields,
  name: string,
  source: string,
): Promise<Buffer | undefined> {
  const data = textField(fields, `${name}-data`, source);
  if (data) return Buffer.from(data, "base64");
  const file = textField(fields, name, source);
  return file ? readFile(file) : undefined;
}

/** A token in a file wins over one in the kubeconfig, as in client-go, and a token over a password. */
async function readAuthorization(user: KubeconfigFields, source: string): Promise<string | undefined> {
  const file = textField(user, "tokenFile", source);
  const token = file ? await readToken(file) : textField(user, "token", source);
  if (token) return `Bearer ${token}`;
  const name = textField(user, "username", source);
  if (!name) return undefined;
  const password = textField(user, "password", source) ?? "";
  return `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;
}

/** A file that is empty for a moment must not make an anonymous user of its reader. */
async function readToken(file: string): Promise<string> {
  const token = (await readFile(file, "utf8")).trim();
  if (!token) throw new Error(`"${file}" holds no token`);
  return token;
}
