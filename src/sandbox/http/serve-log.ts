import { aborted } from "../../base/lifetime.ts";
import { valueAt } from "../api-object.ts";
import { checkStarted, lineText, loggedContainer, logOptions, logText } from "../subresource/log-request.ts";
import type { ResourceRequest } from "./resource-request.ts";
import { sendText, writeHead } from "./respond.ts";

/** GET of `pods/log`: what a test or a behaviour says that the container has written, in place of a kubelet. */
export async function serveLog(call: ResourceRequest): Promise<true> {
  const { registry, resource, info, reply } = call;
  const { namespace = "", name = "" } = info;
  const options = logOptions(reply.url.searchParams, { name, now: registry.clock.now() });
  const pod = registry.get(resource, namespace, name);
  const container = loggedContainer(pod, options.container);
  if (!valueAt(pod, ["spec", "nodeName"])) {
    writeHead(reply, { code: 204, headers: {} });
    reply.response.end();
    return true;
  }
  checkStarted(pod, { container, previous: options.previous });
  const logged = { namespace, pod: name, container };
  // nothing is kept of a container's earlier runs
  const text = options.previous ? "" : logText(registry.logs.read(logged), options);
  if (!options.follow || options.previous) sendText(reply, { text, contentType: "text/plain" });
  else await follow(call, { text, logged, options });
  return true;
}

/** Goes on until the Pod is gone, the client is, or the server stops. */
async function follow(
  call: ResourceRequest,
  stream: {
    text: string;
    logged: { namespace: string; pod: string; container: string };
    options: ReturnType<typeof logOptions>;
  },
): Promise<void> {
  const { registry, resource, reply, signal } = call;
  const { text, logged, options } = stream;
  const { response } = reply;
  const ended = new AbortController();
  const end = () => ended.abort();
  writeHead(reply, { code: 200, headers: { "Content-Type": "text/plain" } });
  response.flushHeaders();
  response.write(text);
  const stops = [
    registry.logs.follow(logged, (line) => void response.write(lineText(line, options))),
    registry.observe(resource, ({ type, key }) => {
      if (type === "DELETED" && key === `${logged.namespace}/${logged.pod}`) end();
    }),
  ];
  response.once("close", end);
  signal.addEventListener("abort", end, { once: true });
  try {
    await aborted(ended.signal);
  } finally {
    signal.removeEventListener("abort", end);
    for (const stop of stops) stop();
    response.end();
  }
}
