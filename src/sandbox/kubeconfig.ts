import { writeYaml } from "../kube/yaml.ts";

/** A kubeconfig with one cluster, one user and one context, all of this name. */
export function kubeconfigFor(options: { name: string; url: string; ca: string; token: string }): string {
  const { name, url, ca, token } = options;
  return writeYaml({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      { name, cluster: { server: url, "certificate-authority-data": Buffer.from(ca).toString("base64") } },
    ],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: "default" } }],
    "current-context": name,
  });
}
