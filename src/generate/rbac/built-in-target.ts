import type { Session } from "../session.ts";
import type { Target } from "./rule-context.ts";

/** The built-in resource behind a name of a module of the library: `Deployment` of `kubewright/k8s/apps/v1`. */
export function builtInTarget(module: string, name: string, { builtIns }: Session): Target | undefined {
  const [, folder, version] = /^kubewright\/k8s\/(.+)\/([^/]+)$/.exec(module) ?? [];
  if (folder === undefined || version === undefined) return undefined;
  const group = folder === "core" ? "" : folder;
  return findBuiltIn({ group, version, kind: name }, builtIns());
}

/** The built-in resource of a kind, in any version unless one is named. */
export function findBuiltIn(
  { group, version, kind }: { group: string; version?: string | undefined; kind: string },
  { resources }: ReturnType<Session["builtIns"]>,
): Target | undefined {
  const found = resources.find(
    (one) => one.group === group && one.kind === kind && (version === undefined || one.version === version),
  );
  if (!found) return undefined;
  const { plural, subresources, scope } = found;
  return { group, plural, hasStatus: subresources.includes("status"), scope };
}
