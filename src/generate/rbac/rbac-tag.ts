import type { Scope } from "../../kube/resource.ts";
import type { PolicyRule } from "../../kube/rbac.ts";
import { ArgumentError } from "../marker/argument-error.ts";
import { parseFields, type Fields } from "../marker/parse-fields.ts";
import type { Tag } from "../model/type.ts";

/** A rule, and the role that it belongs to. */
export interface ScopedRule {
  readonly rule: PolicyRule;
  /** Absent: in a ClusterRole. */
  readonly namespace?: string;
  /** Absent: in the role that the generator was asked for. */
  readonly roleName?: string;
  /** Told from the code: of objects whose names are known. */
  readonly isNamed?: boolean;
  /** Where the resource is; absent when that is not known. */
  readonly scope?: Scope;
}

const texts = { type: { list: "string" }, optional: true } as const;
const optional = { type: "string", optional: true } as const;

/** Arguments of kubebuilder's marker (controller-tools' pkg/rbac/parser.go), which the tag has too. */
export const rbacFields: Fields = {
  groups: texts,
  resources: texts,
  resourceNames: texts,
  verbs: { type: { list: "string" } },
  urls: texts,
  namespace: optional,
  roleName: optional,
};

interface Arguments {
  readonly groups?: string[];
  readonly resources?: string[];
  readonly resourceNames?: string[];
  readonly verbs: string[];
  readonly urls?: string[];
  readonly namespace?: string;
  readonly roleName?: string;
}

/** Reads `@rbac groups=apps,resources=deployments,verbs=get;list` or the same after `+kubebuilder:rbac:`. Returns what is wrong as text. */
export function parseRbacTag(tag: Tag): ScopedRule | string {
  const inline = /^\+kubebuilder:rbac:(.+)$/.exec(tag.name)?.[1];
  try {
    const text = inline === undefined ? tag.text : `${inline}=${tag.text}`;
    return scopedRule(parseFields(text, rbacFields) as unknown as Arguments);
  } catch (error) {
    if (error instanceof ArgumentError) return error.message;
    throw error;
  }
}

function scopedRule(given: Arguments): ScopedRule | string {
  const { groups = [], resources = [], resourceNames = [], verbs, urls = [], namespace, roleName } = given;
  const scope = { ...(namespace ? { namespace } : {}), ...(roleName ? { roleName } : {}) };
  if (verbs.length === 0) return '"verbs" is missing';
  if (urls.length > 0 && (groups.length > 0 || resources.length > 0 || resourceNames.length > 0))
    return "urls and resources need a tag each";
  if (urls.length > 0)
    return namespace
      ? "urls belong to no namespace: only a ClusterRole can allow them"
      : { rule: { nonResourceURLs: urls, verbs }, ...scope };
  if (groups.length === 0 || resources.length === 0)
    return 'groups and resources are missing; the core group is ""';
  const rule = {
    apiGroups: groups,
    resources,
    ...(resourceNames.length > 0 ? { resourceNames } : {}),
    verbs,
  };
  return { rule, ...scope };
}
