import type { PolicyRule } from "../../kube/rbac.ts";

/** What a method of the client needs: verbs, on the resource or on a subresource of it. */
export interface Need {
  readonly verbs: readonly string[];
  readonly subresource?: string;
}

/** Verbs that each method of the client needs whose first argument is a handle. */
export const clientVerbs: Readonly<Record<string, Need>> = {
  get: { verbs: ["get"] },
  list: { verbs: ["list"] },
  // it lists what is there
  watch: { verbs: ["list", "watch"] },
  create: { verbs: ["create"] },
  update: { verbs: ["update"] },
  patch: { verbs: ["patch"] },
  // an apply makes what is not there
  apply: { verbs: ["create", "patch"] },
  delete: { verbs: ["delete"] },
  deleteAllOf: { verbs: ["deletecollection"] },
  updateStatus: { verbs: ["update"], subresource: "status" },
  patchStatus: { verbs: ["patch"], subresource: "status" },
  applyStatus: { verbs: ["patch"], subresource: "status" },
};

/** Verbs of the methods of `client.subresource(Kind, "name")`. */
export const subresourceVerbs: Readonly<Record<string, readonly string[]>> = {
  get: ["get"],
  stream: ["get"],
  create: ["create"],
  update: ["update"],
  patch: ["patch"],
  apply: ["patch"],
};

/** Functions that take a client and a handle, and what they call. */
export const functionNeeds: Readonly<Record<string, readonly Need[]>> = {
  listPages: [{ verbs: ["list"] }],
  listAll: [{ verbs: ["list"] }],
  createOrUpdate: [{ verbs: ["get", "create", "update"] }],
  createOrPatch: [{ verbs: ["get", "create", "patch"] }, { verbs: ["patch"], subresource: "status" }],
};

/** Functions that take a client, and the rule that they need. */
export const functionRules: Readonly<Record<string, PolicyRule>> = {
  podLog: { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
  podLogLines: { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
};

/** What the cache needs of a kind. */
export const cacheVerbs = ["get", "list", "watch"] as const;

/** What a controller needs of a kind that it declares dependents of. */
export const dependentVerbs = [...cacheVerbs, "create", "patch", "delete"] as const;
