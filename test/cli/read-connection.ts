import { readFileSync } from "node:fs";
import { request } from "node:https";
import { json } from "node:stream/consumers";
import { expect } from "vitest";
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
  const send = (method: string, path: string, body?: object) =>
    new Promise<{ status: number; body: unknown }>((resolve, reject) => {
      const headers = { authorization: `Bearer ${user?.token}`, "content-type": "application/json" };
      const options = { method, ca, agent: false, headers } as const;
      const asked = request(url + path, options, (response) => {
        json(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
      });
      asked.on("error", reject).end(body && JSON.stringify(body));
    });
  return { url, send, get: (path: string) => send("GET", path) };
}

/**
 * What a request meets where nobody serves any more. A process that another thread is starting holds a copy of the closed
 * socket until its exec: a connection made in that moment is accepted by the kernel and reset.
 */
export const nobodyServes = { code: expect.stringMatching(/^ECONN(REFUSED|RESET)$/) as string };
