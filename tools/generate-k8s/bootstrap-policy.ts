import type { JsonObject } from "../../src/base/json.ts";

/** A default role or binding as the server serves it. */
export interface PolicyObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly resourceVersion: string;
    readonly labels?: object;
    readonly annotations?: object;
  };
  readonly [field: string]: unknown;
}

/** One line an object, in the order in which a new server makes them; what differs from server to server is left out. */
export function bootstrapPolicyText(lists: Readonly<Record<string, readonly PolicyObject[]>>): string {
  const groups = Object.entries(lists).map(([plural, objects]) => {
    const inOrder = [...objects].sort(byCreation);
    return `${JSON.stringify(plural)}: [\n${inOrder.map((object) => JSON.stringify(plain(object))).join(",\n")}\n]`;
  });
  return `{\n${groups.join(",\n")}\n}\n`;
}

/** A server goes through namespaces in any order. Aggregated roles have been written again since, in any order: they come last, by name. */
function byCreation(a: PolicyObject, b: PolicyObject): number {
  const [one = "", other = ""] = [a.metadata.namespace, b.metadata.namespace];
  if (one !== other) return one < other ? -1 : 1;
  const aggregated = [a, b].filter(({ aggregationRule }) => aggregationRule !== undefined);
  if (aggregated.length === 1) return aggregated[0] === a ? 1 : -1;
  if (aggregated.length === 2) return a.metadata.name < b.metadata.name ? -1 : 1;
  return Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion);
}

/** Aggregated rules come of those of other roles, and are not there before a controller has seen to them. */
function plain({ metadata, rules, aggregationRule, roleRef, subjects }: PolicyObject): JsonObject {
  const { name, namespace, labels, annotations } = metadata;
  return {
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
    },
    ...present({ aggregationRule, roleRef, subjects }),
    ...(aggregationRule === undefined ? present({ rules }) : {}),
  };
}

function present(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
