import type { IncomingMessage } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import { once } from "node:events";
import type { TestServer } from "../../servers.ts";
import { normalize, type Recorded } from "./normalize.ts";
import type { Scene, Step } from "./transcript.ts";

/** Makes a scene's requests, one after the other, and returns what was answered. */
export async function playScene(server: TestServer, scene: Scene): Promise<Recorded[]> {
  const namespace = await server.namespace();
  const agent = new Agent({ keepAlive: true, ca: server.ca });
  const variables: Record<string, string> = { ns: namespace };
  const recorded: Recorded[] = [];
  for (const step of scene.steps) {
    const answer = await request(server, { agent, step: fill(step, variables) });
    remember(answer.text, variables);
    recorded.push(normalize(step, { ...answer, namespace, url: server.url }));
  }
  agent.destroy();
  await server.api.delete(`/api/v1/namespaces/${namespace}`);
  return recorded;
}

function fill(step: Step, variables: Record<string, string>): Step {
  const replaced = <T extends string>(text: T) =>
    text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => variables[name] ?? whole);
  const { path, body, headers = {} } = step;
  const filled =
    body === undefined || Buffer.isBuffer(body)
      ? body
      : replaced(typeof body === "string" ? body : JSON.stringify(body));
  return {
    ...step,
    path: replaced(path),
    headers,
    ...(filled === undefined ? {} : { body: filled }),
  };
}

async function request(
  server: TestServer,
  { agent, step }: { agent: Agent; step: Step },
): Promise<{ status: number; headers: IncomingMessage["headers"]; text: string }> {
  const { hostname, port } = new URL(server.url);
  const body = step.body as string | Buffer | undefined;
  const headers = {
    authorization: `Bearer ${server.token}`,
    accept: "application/json",
    ...(body === undefined
      ? {}
      : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
    ...step.headers,
  };
  // an empty text stands for a header that is not sent
  const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ""));
  // the path goes as it is: a URL would be tidied up
  const outgoing = httpsRequest({
    hostname,
    port,
    path: step.path,
    method: step.method,
    headers: sent,
    agent,
  });
  outgoing.end(body);
  const answered = once(outgoing, "response") as Promise<[IncomingMessage]>;
  const [response] = await answered.catch(() => [undefined]);
  if (!response) return { status: 0, headers: {}, text: "" };
  const { statusCode: status = 0, headers: got } = response;
  return { status, headers: got, text: await textOf(response, step.lines) };
}

async function textOf(response: IncomingMessage, lines: number | undefined): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const complete = text.split("\n");
    if (lines !== undefined && complete.length > lines) {
      response.destroy();
      return complete.slice(0, lines).join("\n");
    }
  }
  return Buffer.concat(chunks).toString("utf8");
}

function remember(text: string, variables: Record<string, string>): void {
  for (const name of ["resourceVersion", "uid", "continue"]) {
    const found = new RegExp(`"${name}": ?"([^"]+)"`).exec(text)?.[1];
    if (found) variables[name] = found;
  }
}
