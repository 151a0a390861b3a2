import type { PolicyRule } from "../../kube/rbac.ts";
import type { Tag } from "../model/type.ts";

const keys = ["groups", "resources", "resourceNames", "verbs", "urls"] as const;

/**
 * Reads `@rbac groups=apps,resources=deployments,verbs=get;list` or the same after `+kubebuilder:rbac:`; lists are separated by `;`. Returns what is wrong as
 * text.
 */
export function parseRbacTag(tag: Tag): PolicyRule | string {
  const inline = /^\+kubebuilder:rbac:(.+)$/.exec(tag.name)?.[1];
  const text = inline === undefined ? tag.text : `${inline}=${tag.text}`;
  const found: Partial<Record<string, string[]>> = {};
  for (const part of splitArguments(text)) {
    const [key = "", ...rest] = part.split("=");
    if (!(keys as readonly string[]).includes(key.trim()))
      return `unknown argument "${key.trim()}": expected ${keys.join(", ")}`;
    found[key.trim()] = rest
      .join("=")
      .replace(/^["{]|["}]$/g, "")
      .split(/[;,]/)
      .map((value) => value.trim().replace(/^"|"$/g, ""));
  }
  const { groups, resources, resourceNames, verbs, urls } = found;
  if (!verbs?.length) return "verbs are missing";
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
