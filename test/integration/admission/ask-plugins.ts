import type { Api } from "../api.ts";
import { pluginCalls } from "./plugin-calls.ts";
import { withoutTimes } from "./run-case.ts";

/** Makes the calls one after the other; tells what was answered. */
export async function askPlugins(api: Api): Promise<unknown[]> {
  const namespace = `plugins-${process.pid}`;
  await api.post("/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace },
  });
  const found: unknown[] = [];
  const fill = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll("NS", namespace));
  for (const call of pluginCalls) {
    const [method = "", path = ""] = call.do.replaceAll("NS", namespace).split(" ");
    const body = call.body === undefined ? undefined : fill(call.body);
    const { status, body: answer, headers } = await api.send(method, path, body, call.headers);
    const warnings = [headers.warning ?? []].flat();
    const { status: state, ...rest } = answer as { status: unknown };
    const record = {
      call: call.do,
      code: status,
      ...rest,
      ...(typeof state === "string" ? { state } : {}),
      warnings,
    };
    found.push(withoutTimes(JSON.parse(JSON.stringify(record).replaceAll(namespace, "NS"))));
  }
  return found;
}
