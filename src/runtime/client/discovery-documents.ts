import { apiVersionOf, parseApiVersion } from "../../kube/gvk.ts";
import { isNotFound } from "./errors.ts";
import type { ServedResource } from "./served-resource.ts";

/** Versions of a group, the preferred one first; none when there is no such group. */
export interface GroupInfo {
  readonly versions: readonly string[];
}

/** meta/v1 APIResource, as far as it matters here. */
interface ApiResource {
  name: string;
  kind: string;
  namespaced: boolean;
  group?: string;
  version?: string;
  verbs?: string[];
  shortNames?: string[];
  categories?: string[];
}

type Read = (path: string) => Promise<unknown>;

/** The kinds of a group's version; the server's 404 when it has no such version. */
export async function kindsFromServer(read: Read, apiVersion: string): Promise<readonly ServedResource[]> {
  const { group, version } = parseApiVersion(apiVersion);
  const path = group
    ? `/apis/${encodeURIComponent(group)}/${encodeURIComponent(version)}`
    : `/api/${encodeURIComponent(version)}`;
  const { resources } = (await read(path)) as { resources?: ApiResource[] | null };
  const all = resources ?? [];
  return all
    .filter(({ name }) => !name.includes("/"))
    .map((resource) =>
      Object.freeze({
        group,
        version,
        kind: resource.kind,
        plural: resource.name,
        scope: resource.namespaced ? ("Namespaced" as const) : ("Cluster" as const),
        apiVersion: apiVersionOf({ group, version }),
        verbs: resource.verbs ?? [],
        shortNames: resource.shortNames ?? [],
        categories: resource.categories ?? [],
        subresources: all
          .filter(({ name }) => name.startsWith(`${resource.name}/`))
          .map(({ name }) => name.slice(resource.name.length + 1)),
      }),
    );
}

/** The versions of a group. */
export async function groupFromServer(read: Read, group: string): Promise<GroupInfo> {
  if (group === "") return (await read("/api")) as { versions: string[] };
  try {
    const { versions = [], preferredVersion } = (await read(`/apis/${encodeURIComponent(group)}`)) as {
      versions?: { version: string }[];
      preferredVersion?: { version: string };
    };
    const names = versions.map(({ version }) => version);
    const preferred = preferredVersion?.version;
    return { versions: preferred ? [preferred, ...names.filter((name) => name !== preferred)] : names };
  } catch (error) {
    if (isNotFound(error)) return { versions: [] };
    throw error;
  }
}
