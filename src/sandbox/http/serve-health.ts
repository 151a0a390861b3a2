import { sendNotFound, sendText, type Reply } from "./respond.ts";

type Health = "healthz" | "livez" | "readyz";

/** What is checked, by name. Nothing here can fail while requests are answered; a real server checks what it starts, too. */
const checks: Readonly<Record<Health, readonly string[]>> = {
  healthz: ["ping", "log", "etcd"],
  livez: ["ping", "log", "etcd"],
  readyz: ["ping", "log", "etcd", "etcd-readiness", "informer-sync", "shutdown"],
};

export function healthPaths(): string[] {
  return Object.entries(checks).flatMap(([kind, names]) => [
    `/${kind}`,
    ...names.map((name) => `/${kind}/${name}`),
  ]);
}

/** Follows k8s.io/apiserver/pkg/server/healthz: whatever the method. */
export function serveHealth(reply: Reply, options: { kind: Health; check: string }): true {
  const { kind, check } = options;
  const names = checks[kind];
  const contentType = "text/plain; charset=utf-8";
  const slash = reply.url.pathname.endsWith("/");
  if (slash || (check && !names.includes(check))) sendNotFound(reply);
  else if (check) sendText(reply, { text: "ok", contentType });
  else {
    reply.response.setHeader("X-Content-Type-Options", "nosniff");
    sendText(reply, {
      text: reply.url.searchParams.has("verbose") ? report(reply, kind) : "ok",
      contentType,
    });
  }
  return true;
}

function report({ url }: Reply, kind: Health): string {
  const names = checks[kind];
  const excluded = url.searchParams.getAll("exclude");
  const lines = names.map((name) => (excluded.includes(name) ? `[+]${name} excluded: ok` : `[+]${name} ok`));
  const unknown = excluded.filter((name) => !names.includes(name)).sort();
  const warning = `warn: some health checks cannot be excluded: no matches for ${unknown.map((name) => JSON.stringify(name)).join(", ")}`;
  return [...lines, ...(unknown.length ? [warning] : []), `${kind} check passed`, ""].join("\n");
}
