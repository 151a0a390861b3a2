import type { PolicyRule } from "../../kube/rbac.ts";
import type { Tag } from "../model/type.ts";

const keys = ["groups", "resources", "resourceNames", "verbs", "urls"] as const;

/** Arguments of kubebuilder's marker that ask for a role of its own. */
const unsupported = ["namespace", "roleName"];

/**
 * Reads `@rbac groups=apps,resources=deployments,verbs=get;list` or the same after `+kubebuilder:rbac:`; lists are separated by `;`. Returns what is wrong as
 * text.
 */
export function parseRbacTag(tag: Tag): PolicyRule | string {
  const inline = /^\+kubebuilder:rbac:(.+)$/.exec(tag.name)?.[1];
  const text = inline === undefined ? tag.text : `${inline}=${tag.text}`;
  const found: Partial<Record<string, string[]>> = {};
  for (const part of splitArguments(text)) {
    const [name = "", ...rest] = part.split("=");
    const key = name.trim();
    if (unsupported.includes(key)) return `"${key}" is not supported: all rules go into one ClusterRole`;
    if (!(keys as readonly string[]).includes(key) || rest.length === 0)
      return `unknown argument "${part.trim()}": expected ${keys.map((known) => `${known}=`).join(", ")}`;
    if (found[key]) return `"${key}" is given twice`;
    found[key] = splitValues(rest.join("="));
  }
  const { groups, resources, resourceNames, verbs, urls } = found;
  if (!verbs?.length) return "verbs are missing";
  if (urls && (groups || resources)) return "urls and resources need a tag each";
  if (urls) return { nonResourceURLs: urls, verbs };
  if (!groups || !resources) return "groups and resources are missing";
  return { apiGroups: groups, resources, ...(resourceNames ? { resourceNames } : {}), verbs };
}

/** `a=1;2,b="x"`: commas separate arguments where a name follows. */
function splitArguments(text: string): string[] {
  return text
    .split(/,(?=\s*[A-Za-z]+\s*=)/)
    .map((part) => part.trim())
    .filter(Boolean);
}

/** `get;list`, `{get,list}`, `"get";"list"`; `""` is the core group. */
function splitValues(text: string): string[] {
  return text
    .trim()
    .replace(/^\{|\}$/g, "")
    .split(/[;,]/)
    .map((value) => value.trim().replace(/^"(.*)"$/, "$1"));
}
