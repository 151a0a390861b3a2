import type { IncomingMessage } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import { once } from "node:events";
import type { TestServer } from "../../servers.ts";
import { normalize, type Recorded } from "./normalize.ts";
import type { Scene, Step } from "./transcript.ts";

/** How many requests are made at once. */
const most = 300;

/** Makes a scene's requests, one after the other, and returns what was answered. */
export async function playScene(server: TestServer, scene: Scene): Promise<Recorded[]> {
  const namespace = await server.namespace();
  const agent = new Agent({ keepAlive: true, ca: server.ca });
  const variables: Record<string, string> = { ns: namespace };
  const kept: Record<string, string> = {};
  const recorded: Recorded[] = [];
  const about = { namespace, url: server.url, record: scene.record ?? ("all" as const) };
  for (const steps of inTurns(scene.steps)) {
    const answers = await Promise.all(
      steps.map((step) => request(server, { agent, step: fill(step, { ...variables, ...kept }) })),
    );
    for (const [index, step] of steps.entries()) {
      const answer = answers[index] as (typeof answers)[number];
      remember(answer.text, variables);
      for (const [name, field] of Object.entries(step.keep ?? {})) kept[name] = variables[field] ?? "";
      recorded.push(normalize(step, { ...answer, ...about, kept }));
    }
  }
  agent.destroy();
  await server.api.delete(`/api/v1/namespaces/${namespace}`);
  return recorded;
}

/** Steps of which those that go together stand together. */
function inTurns(steps: readonly Step[]): Step[][] {
  const turns: Step[][] = [];
  for (const step of steps) {
    const last = turns.at(-1);
    if (step.together && last?.[0]?.together && last.length < most) last.push(step);
    else turns.push([step]);
  }
  return turns;
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
