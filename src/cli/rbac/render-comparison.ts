import type { Colors } from "../context.ts";
import type { Comparison, Finding, Right } from "./compare-roles.ts";

/** What `rbac check` prints for people: rights that have the same to be said of are one line. */
export function renderComparison({ findings, notSeen }: Comparison, color: Colors): string[] {
  const of = (problem: Finding["problem"]) => findings.filter((finding) => finding.problem === problem);
  const lines = [
    ...section(color.red("missing"), missingLines(of("missing"))),
    ...section(
      color.yellow("unused"),
      group(of("unused"), ({ role }) => role ?? "").flatMap(([role, rights]) =>
        rightLines(rights, `in ${role}`),
      ),
    ),
    ...section(color.yellow("wider than needed"), widerLines(of("wider"))),
    ...section(color.dim("needed by the code, never called in what was recorded"), rightLines(notSeen, "")),
  ];
  return lines.length > 0 ? lines : ["The roles are what code and calls need."];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)];
}

function missingLines(findings: readonly Finding[]): string[] {
  return group(findings, ({ neededBy }) => neededBy ?? "").flatMap(([by, rights]) =>
    by === "code"
      ? rightLines(rights, "the code needs it: run `kubewright manifests`")
      : rightLines(rights, "it was called; before the function that does: ", { withTag: true }),
  );
}

function widerLines(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ right, role, enough = [] }) => [
    `${describe(right)} (in ${role}); enough:`,
    ...rightLines(enough, "").map((line) => `  ${line}`),
  ]);
}

/** One line for all verbs of the same. */
function rightLines(rights: readonly Right[], more: string, { withTag = false } = {}): string[] {
  const same = new Map<string, Right[]>();
  for (const right of rights) {
    const { verb: _, ...rest } = right;
    const key = JSON.stringify(rest);
    same.set(key, [...(same.get(key) ?? []), right]);
  }
  return [...same.values()].map((group) => {
    const verbs = [...new Set(group.map(({ verb }) => verb))].sort();
    const [first = { verb: "" }] = group;
    const what = describe({ ...first, verb: verbs.join(", ") });
    if (withTag) return `${what} (${more}${tagOf({ ...first, verb: verbs.join(";") })})`;
    return more === "" ? what : `${what} (${more})`;
  });
}

/** `get, list pods/log in namespace default`. */
function describe({ verb, apiGroup = "", resource = "", resourceName, path, namespace }: Right): string {
  if (path !== undefined) return `${verb} ${path}`;
  const of = apiGroup === "" ? "" : ` of ${apiGroup}`;
  const name = resourceName === undefined ? "" : ` named "${resourceName}"`;
  return `${verb} ${resource}${of}${name}${namespace === undefined ? "" : ` in namespace ${namespace}`}`;
}

/** The tag that asks for a right. */
export function tagOf({ verb, apiGroup = "", resource = "", path }: Right): string {
  if (path !== undefined) return `@rbac urls=${path},verbs=${verb}`;
  return `@rbac groups=${apiGroup || '""'},resources=${resource},verbs=${verb}`;
}

function group(findings: readonly Finding[], by: (finding: Finding) => string): [string, Right[]][] {
  const groups = new Map<string, Right[]>();
  for (const finding of findings)
    groups.set(by(finding), [...(groups.get(by(finding)) ?? []), finding.right]);
  return [...groups];
}
