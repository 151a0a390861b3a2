import { once } from "node:events";
import { request, type RequestOptions } from "node:https";
import type { IncomingMessage } from "node:http";
import { UserError } from "../../base/errors.ts";
import type { ControlPlane } from "./start.ts";
import { writeKubeconfig } from "./kubeconfig.ts";

/**
 * A kubeconfig that acts as a ServiceAccount, with a token from its TokenRequest: what an operator may do in the
 * cluster, it may do with it.
 *
 * @throws UserError CONTROL_PLANE_TOKEN when the server issues none, for example because the account is not there.
 */
export async function serviceAccountKubeconfig(
  server: Pick<ControlPlane, "url" | "port" | "ca" | "adminToken">,
  account: { namespace: string; name: string; expirationSeconds?: number },
): Promise<string> {
  const { namespace, name, expirationSeconds = 24 * 60 * 60 } = account;
  const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds } };
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/serviceaccounts/${encodeURIComponent(name)}/token`;
  const headers = { authorization: `Bearer ${server.adminToken}`, "content-type": "application/json" };
  const options = {
    host: "127.0.0.1",
    port: server.port,
    ca: server.ca,
    agent: false,
    method: "POST",
    path,
    headers,
  } as const;
  const { code, text } = await send(options, JSON.stringify(body));
  const answer = JSON.parse(text) as { status?: { token?: string }; message?: string };
  const token = code === 201 ? answer.status?.token : undefined;
  if (token) return writeKubeconfig({ url: server.url, ca: server.ca, token, name, namespace });
  throw new UserError(
    "CONTROL_PLANE_TOKEN",
    `cannot get a token of ServiceAccount "${namespace}/${name}": ${answer.message ?? `the server answered ${code}`}`,
  );
}

async function send(options: RequestOptions, body: string): Promise<{ code: number; text: string }> {
  const question = request(options);
  question.end(body);
  const [response] = (await once(question, "response")) as [IncomingMessage];
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  return { code: response.statusCode ?? 0, text };
}
