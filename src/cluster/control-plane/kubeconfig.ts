/** A kubeconfig with one cluster, one user and one context of the same name. Every scalar is quoted, so any text is safe. */
export function writeKubeconfig(access: {
  url: string;
  ca: string;
  token: string;
  name?: string;
  namespace?: string;
}): string {
  const { url, ca, token, name = "kubewright", namespace } = access;
  const quoted = JSON.stringify(name);
  return [
    "apiVersion: v1",
    "kind: Config",
    "clusters:",
    `  - name: ${quoted}`,
    "    cluster:",
    `      server: ${JSON.stringify(url)}`,
    `      certificate-authority-data: ${Buffer.from(ca).toString("base64")}`,
    "users:",
    `  - name: ${quoted}`,
    "    user:",
    `      token: ${JSON.stringify(token)}`,
    "contexts:",
    `  - name: ${quoted}`,
    "    context:",
    `      cluster: ${quoted}`,
    `      user: ${quoted}`,
    ...(namespace === undefined ? [] : [`      namespace: ${JSON.stringify(namespace)}`]),
    `current-context: ${quoted}`,
    "",
  ].join("\n");
}
