import { hash } from "node:crypto";
import { isJsonObject, memberPath } from "../../base/json.ts";
import type { KubernetesObject, Observed } from "../../kube/object.ts";

const ignored = ["resourceVersion", "managedFields", "generation"].map((field) => `metadata.${field}`);

/** Hash of what an object asks for: all of it but its status and the fields named. Labels and annotations count, which have no generation. */
export function inputsOf(object: Observed<KubernetesObject>, except: readonly string[] = []): string {
  return hashOf(without(object, "", new Set([...ignored, "status", ...except])));
}

/** Hash of a value. */
export function hashOf(value: unknown): string {
  return hash("sha1", JSON.stringify(value) ?? "", "base64");
}

function without(value: unknown, path: string, except: ReadonlySet<string>): unknown {
  if (Array.isArray(value))
    return value.map((item: unknown, index) => {
      const at = `${path}[${index}]`;
      return except.has(at) ? null : without(item, at, except);
    });
  if (!isJsonObject(value)) return value;
  const left: [string, unknown][] = [];
  for (const [key, member] of Object.entries(value)) {
    const at = memberPath(path, key);
    if (!except.has(at)) left.push([key, without(member, at, except)]);
  }
  return left;
}
