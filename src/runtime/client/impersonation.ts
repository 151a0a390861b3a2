import { UserError } from "../../base/errors.ts";
import { isJsonObject } from "../../base/json.ts";
import { textField, type KubeconfigContext } from "./kubeconfig-file.ts";

/**
 * Headers by which a user acts as another: `as`, `as-uid`, `as-groups`, `as-user-extra` of a kubeconfig. As client-go's transport/round_trippers.go.
 *
 * @throws UserError when groups and the like are named, but no user
 */
export function impersonationHeaders({
  name,
  user,
  source,
}: KubeconfigContext): Record<string, string | string[]> {
  const as = textField(user, "as", source);
  const uid = textField(user, "as-uid", source);
  const groups = texts(user["as-groups"]);
  const extra = Object.entries(isJsonObject(user["as-user-extra"]) ? user["as-user-extra"] : {});
  if (!as) {
    if (!uid && groups.length === 0 && extra.length === 0) return {};
    const message = `cannot use context "${name}" of ${source}: its user has "as-uid", "as-groups" or "as-user-extra", but not "as"`;
    throw new UserError("KUBECONFIG_INVALID", message);
  }
  return {
    "impersonate-user": as,
    ...(uid ? { "impersonate-uid": uid } : {}),
    ...(groups.length > 0 ? { "impersonate-group": groups } : {}),
    ...Object.fromEntries(
      extra.map(([key, values]) => [`impersonate-extra-${escapeKey(key)}`, texts(values)]),
    ),
  };
}

/** Characters that the name of a header cannot have, and `%`, are percent-encoded, byte by byte. */
function escapeKey(key: string): string {
  return [...Buffer.from(key, "utf8")]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9!#$&'*+.^_`|~-]/.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
