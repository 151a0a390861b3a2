import { readFileSync } from "node:fs";
import { request } from "node:https";
import { json } from "node:stream/consumers";
import { parseYaml } from "../../src/kube/yaml.ts";

interface Kubeconfig {
  clusters: { cluster: { server: string; "certificate-authority-data": string } }[];
  users: { user: { token: string } }[];
}

/** The server of a kubeconfig with one cluster, and how to ask it. */
export function readConnection(file: string) {
  const [config] = parseYaml(readFileSync(file, "utf8")) as [Kubeconfig];
  const [cluster, user] = [config.clusters[0]?.cluster, config.users[0]?.user];
  const url = cluster?.server ?? "";
  const ca = Buffer.from(cluster?.["certificate-authority-data"] ?? "", "base64");
  const get = (path: string) =>
    new Promise<{ status: number; body: unknown }>((resolve, reject) => {
      const options = { ca, agent: false, headers: { authorization: `Bearer ${user?.token}` } } as const;
      const asked = request(url + path, options, (response) => {
        json(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
      });
      asked.on("error", reject).end();
    });
  return { url, get };
}
