import { writeYaml } from "../kube/yaml.ts";

/** A kubeconfig with one cluster, one user and one context, all of this name; the user may have another. */
export function kubeconfigFor(options: {
  name: string;
  url: string;
  ca: string;
  token: string;
  user?: string;
}): string {
  const { name, url, ca, token, user = name } = options;
  return writeYaml({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name, cluster: { server: url, "certificate-authority-data": Buffer.from(ca).toString("base64") } },
    ],
    users: [{ name: user, user: { token } }],
    contexts: [{ name, context: { cluster: name, user, namespace: "default" } }],
    "current-context": name,
  });
}
