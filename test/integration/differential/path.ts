/** What the path of a collection says. */
export function requestInfo(path: string) {
  const [pathname = "", search = ""] = path.split("?");
  const parts = pathname.split("/").slice(1);
  const [group = "", apiVersion = "", ...rest] =
    parts[0] === "api" ? ["", ...parts.slice(1)] : parts.slice(1);
  const namespaced = rest[0] === "namespaces" && rest.length > 2;
  return {
    group,
    apiVersion,
    namespace: namespaced ? rest[1] : undefined,
    plural: (namespaced ? rest[2] : rest[0]) ?? "",
    query: new URLSearchParams(search),
  };
}
