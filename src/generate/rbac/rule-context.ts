import type { ts } from "ts-morph";
import type { PolicyRule } from "../../kube/rbac.ts";
import { positionOf } from "../read/problems.ts";
import type { Scope } from "../../kube/resource.ts";
import type { Session } from "../session.ts";
import type { Need } from "./client-verbs.ts";
import { taggedAround } from "./tagged-rules.ts";

/** A resource that rules are about. */
export interface Target {
  readonly group: string;
  readonly plural: string;
  /** False for a built-in kind without the subresource `status`. */
  readonly hasStatus?: boolean;
  /** Absent where it is not known. */
  readonly scope?: Scope;
}

/** Rules for what is done with resources, but for those that an `@rbac` tag around the call speaks of: it wins. */
export function rulesFor(
  targets: readonly Target[],
  needs: readonly Need[],
  { call, session }: { call: ts.Node; session: Session },
): PolicyRule[] {
  const around = taggedAround(call, session);
  return targets.flatMap(({ group, plural, hasStatus }) =>
    needs.flatMap(({ verbs, subresource }): PolicyRule[] => {
      if (subresource === "status" && hasStatus === false) return [];
      const resource = subresource ? `${plural}/${subresource}` : plural;
      const said = around.some(
        ({ apiGroups = [], resources = [] }) =>
          apiGroups.map((name) => (name === "core" ? "" : name)).includes(group) &&
          resources.includes(resource),
      );
      return said ? [] : [{ apiGroups: [group], resources: [resource], verbs: [...verbs] }];
    }),
  );
}

/** Reports a call of which no rule can be made, unless an `@rbac` tag around it says what it needs. */
export function reportUnknown(
  node: ts.Node,
  message: string,
  { call, session }: { call: ts.Node; session: Session },
): void {
  if (taggedAround(call, session).length > 0) return;
  session.problems.error(positionOf(node), {
    code: "RBAC_UNKNOWN",
    message: `${message}: the role would lack it`,
    hint: "Name the handle itself, or say before the function what it needs: @rbac groups=apps,resources=deployments,verbs=get;list",
  });
}
