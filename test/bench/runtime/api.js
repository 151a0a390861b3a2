// Writes to an API server, many at a time: what the bench needs to fill a server and to change its objects.
import { Agent, request } from "node:https";

/** A client of a control plane. */
export function createApi({ url, ca, adminToken }) {
  const agent = new Agent({ keepAlive: true, ca });
  const send = (method, path, body, type = "application/json") =>
    new Promise((resolve, reject) => {
      const payload = body === undefined ? undefined : JSON.stringify(body);
      const headers = {
        authorization: `Bearer ${adminToken}`,
        ...(payload ? { "content-type": type, "content-length": Buffer.byteLength(payload) } : {}),
      };
      const outgoing = request(url + path, { method, agent, headers }, (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode < 300) resolve(text ? JSON.parse(text) : undefined);
          else reject(new Error(`${method} ${path}: ${response.statusCode} ${text.slice(0, 300)}`));
        });
      });
      outgoing.on("error", reject);
      outgoing.end(payload);
    });
  return { send, close: () => agent.destroy() };
}

/** Calls `body(0)` … `body(count - 1)`, some at the same time. */
export async function inParallel(count, body, width = 16) {
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(width, count) }, async () => {
      while (next < count) await body(next++);
    }),
  );
}
