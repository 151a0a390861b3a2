/** What the API server refused to a ServiceAccount for want of a rule. */
export type Forbidden =
  | {
      readonly verb: string;
      /** `""` for the core group. */
      readonly group: string;
      /** With its subresource: `pods/status`. */
      readonly resource: string;
      /** Absent: at the cluster scope. */
      readonly namespace?: string;
    }
  | { readonly verb: string; readonly path: string };

/** forbiddenMessage of k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go. */
const onResource =
  /User "system:serviceaccount:[^"]*" cannot (\S+) resource "([^"]+)" in API group "([^"]*)" (?:in the namespace "([^"]+)"|at the cluster scope)/;
const onPath = /User "system:serviceaccount:[^"]*" cannot (\S+) path "([^"]+)"/;

/** What a line of a log says that a ServiceAccount was refused; undefined for every other line. */
export function readForbidden(line: string): Forbidden | undefined {
  const text = line.replaceAll('\\"', '"'); // in lines of JSON
  const [, verb, resource, group = "", namespace] = onResource.exec(text) ?? [];
  if (verb !== undefined && resource !== undefined)
    return { verb, group, resource, ...(namespace === undefined ? {} : { namespace }) };
  const [, method, path] = onPath.exec(text) ?? [];
  return method === undefined || path === undefined ? undefined : { verb: method, path };
}

/** The rule that allows it: as a tag in the sources, and as it is in the role. */
export function describeMissing(forbidden: Forbidden): string {
  const { verb } = forbidden;
  const [what, tag, rule] =
    "path" in forbidden
      ? [
          `${verb} the path ${forbidden.path}`,
          `urls=${forbidden.path},verbs=${verb}`,
          [`- nonResourceURLs: [${forbidden.path}]`],
        ]
      : [
          `${verb} ${forbidden.resource}${forbidden.group && ` of ${forbidden.group}`}${whereOf(forbidden)}`,
          `groups=${forbidden.group || '""'},resources=${forbidden.resource},verbs=${verb}`,
          [`- apiGroups: [${forbidden.group || '""'}]`, `  resources: [${forbidden.resource}]`],
        ];
  const lines = [...rule, `  verbs: [${verb}]`].map((line) => `    ${line}`);
  return [
    `missing rule: the deployed operator may not ${what}. In the sources:`,
    `    // @rbac ${tag}`,
    "  which puts into its role:",
    ...lines,
  ].join("\n");
}

/** Tells of each missing rule once. */
export function missingRules(say: (text: string) => void): { see(line: string): void } {
  const told = new Set<string>();
  return {
    see(line) {
      const forbidden = line.includes(" cannot ") ? readForbidden(line) : undefined;
      const key = JSON.stringify(forbidden);
      if (!forbidden || told.has(key)) return;
      told.add(key);
      say(describeMissing(forbidden));
    },
  };
}

function whereOf({ namespace }: { namespace?: string }): string {
  return namespace === undefined ? "" : ` in namespace ${namespace}`;
}
