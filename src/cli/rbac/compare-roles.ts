import { covers, type AccessRequest, type PolicyRule } from "../../kube/rbac.ts";
import type { RecordedCall } from "../../kube/recorded-calls.ts";

/** Rules that somebody is given. */
export interface Grant {
  /** `ClusterRole manager-role`. */
  readonly role: string;
  /** Absent: in all namespaces. */
  readonly namespace?: string;
  readonly rules: readonly PolicyRule[];
}

/** One right: a verb on one resource, or on one path; of named objects only, where it says so. */
export interface Right {
  readonly verb: string;
  readonly apiGroup?: string;
  /** With its subresource: `pods/status`. */
  readonly resource?: string;
  readonly resourceName?: string;
  readonly path?: string;
  readonly namespace?: string;
}

/** Something to do about the roles. */
export interface Finding {
  readonly problem: "missing" | "unused" | "wider";
  readonly right: Right;
  /** Where a missing right was seen to be needed. */
  readonly neededBy?: "code" | "calls";
  /** The role that gives too much. */
  readonly role?: string;
  /** What would do instead of a right that is wider than needed. */
  readonly enough?: readonly Right[];
}

/** What the comparison came to. */
export interface Comparison {
  readonly findings: readonly Finding[];
  /** Rights that the code needs and no recorded call has used: they may be needed in a case that was not run. */
  readonly notSeen: readonly Right[];
}

/** What is compared: the roles that the code asks for, those that the operator has, and calls that it made. */
export interface Compared {
  readonly code: readonly Grant[];
  readonly granted: readonly Grant[];
  readonly calls: readonly RecordedCall[];
  /** Roles whose rights are not the code's matter: they may go unused. */
  readonly beside: readonly string[];
}

/** Compares what is needed with what is given. */
export function compareRoles({ code, granted, calls, beside }: Compared): Comparison {
  const needed = code.flatMap((grant) => rightsOf(grant));
  const asked = calls.map(rightOfCall).filter((right) => !covers(everybody, requestOf(right)));
  const missing = [
    ...needed.filter((right) => !allows(granted, right)).map((right) => missingOf(right, "code")),
    ...asked
      .filter((right) => !allows([...granted, ...code], right))
      .map((right) => missingOf(right, "calls")),
  ];
  const wanted = [...needed, ...asked];
  const extra = granted
    .filter(({ role }) => !beside.includes(role))
    .flatMap((grant) =>
      rightsOf(grant).flatMap((right) => excess(right, { wanted, needed, role: grant.role })),
    );
  const notSeen =
    calls.length === 0 ? [] : needed.filter((right) => !asked.some((call) => uses(call, right)));
  return { findings: unique([...missing, ...extra]), notSeen: unique(notSeen) };
}

/** What every user of a server may do: system:basic-user, system:discovery and system:public-info-viewer. */
const everybody: readonly PolicyRule[] = [
  {
    nonResourceURLs: [
      "/api",
      "/api/*",
      "/apis",
      "/apis/*",
      "/healthz",
      "/livez",
      "/openapi",
      "/openapi/*",
      "/readyz",
      "/version",
      "/version/",
    ],
    verbs: ["get"],
  },
  {
    apiGroups: ["authorization.k8s.io"],
    resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
    verbs: ["create"],
  },
  { apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"], verbs: ["create"] },
];

function missingOf(right: Right, neededBy: "code" | "calls"): Finding {
  return { problem: "missing", right, neededBy };
}

/** Whether a right is never used, or says more than is used. */
function excess(
  right: Right,
  { wanted, needed, role }: { wanted: readonly Right[]; needed: readonly Right[]; role: string },
): Finding[] {
  const inUse = wanted.filter((one) => uses(one, right));
  if (inUse.length === 0) return [{ problem: "unused", right, role }];
  // what the code asks for in the very same words, by a tag, is meant
  if (needed.some((one) => same(one, right))) return [];
  const isOpen =
    [right.verb, right.apiGroup, right.resource].includes("*") || right.path?.endsWith("*") === true;
  const isNamed =
    right.resourceName === undefined &&
    inUse.every((one) => one.resourceName !== undefined && byCode(one, needed));
  return isOpen || isNamed ? [{ problem: "wider", right, role, enough: unique(inUse) }] : [];
}

/** Names of objects in recorded calls may be any; those in code are written out. */
function byCode(right: Right, needed: readonly Right[]): boolean {
  return needed.some((one) => same(one, right));
}

/** Whether a right is needed for another, narrower one. */
function uses(narrow: Right, wide: Right): boolean {
  return covers([ruleOf(wide)], requestOf(narrow));
}

function allows(grants: readonly Grant[], right: Right): boolean {
  const rules = grants
    .filter(
      ({ namespace }) =>
        namespace === undefined || right.namespace === undefined || namespace === right.namespace,
    )
    .flatMap((grant) => grant.rules);
  return covers(rules, requestOf(right));
}

/** The rights of rules, one by one. */
export function rightsOf({ rules, namespace }: Pick<Grant, "rules" | "namespace">): Right[] {
  const place = namespace === undefined ? {} : { namespace };
  return rules.flatMap(
    ({ apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs }) => [
      ...nonResourceURLs.flatMap((path) => verbs.map((verb): Right => ({ verb, path }))),
      ...apiGroups.flatMap((apiGroup) =>
        resources.flatMap((resource) =>
          (resourceNames.length > 0 ? resourceNames : [undefined]).flatMap((resourceName) =>
            verbs.map((verb): Right => ({
              verb,
              apiGroup,
              resource,
              ...(resourceName === undefined ? {} : { resourceName }),
              ...place,
            })),
          ),
        ),
      ),
    ],
  );
}

function rightOfCall(call: RecordedCall): Right {
  if ("path" in call) return { verb: call.verb, path: call.path };
  const { verb, apiGroup, resource, subresource, name, namespace } = call;
  return {
    verb,
    apiGroup,
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
    ...(name === undefined ? {} : { resourceName: name }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

function requestOf({ verb, apiGroup = "", resource = "", resourceName, path }: Right): AccessRequest {
  if (path !== undefined) return { verb, path };
  const [plural = "", subresource] = resource.split("/");
  return {
    verb,
    apiGroup,
    resource: plural,
    ...(subresource === undefined ? {} : { subresource }),
    ...(resourceName === undefined ? {} : { name: resourceName }),
  };
}

function ruleOf({ verb, apiGroup = "", resource = "", resourceName, path }: Right): PolicyRule {
  if (path !== undefined) return { nonResourceURLs: [path], verbs: [verb] };
  return {
    apiGroups: [apiGroup],
    resources: [resource],
    ...(resourceName === undefined ? {} : { resourceNames: [resourceName] }),
    verbs: [verb],
  };
}

function same({ namespace: _, ...a }: Right, { namespace: __, ...b }: Right): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
