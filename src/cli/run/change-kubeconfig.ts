import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { parseYaml, writeYaml } from "../../kube/yaml.ts";

/** A kubeconfig of one context, with another namespace, and another user or more fields of its user. */
export function changeKubeconfig(
  text: string,
  { namespace, user }: { namespace: string; user: (before: JsonObject) => JsonObject },
): string {
  const [config] = parseYaml(text, "the kubeconfig");
  if (!isJsonObject(config)) return text;
  const each = (key: "users" | "contexts", change: (value: JsonObject) => JsonObject) =>
    (Array.isArray(config[key]) ? config[key] : []).map((entry: unknown) => {
      if (!isJsonObject(entry)) return entry;
      const name = key === "users" ? "user" : "context";
      return { ...entry, [name]: change(isJsonObject(entry[name]) ? entry[name] : {}) };
    });
  return writeYaml({
    ...config,
    users: each("users", user),
    contexts: each("contexts", (context) => ({ ...context, namespace })),
  });
}
