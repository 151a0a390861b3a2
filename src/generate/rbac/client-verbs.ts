/** What a method of the client needs: verbs, on the resource or on a subresource of it. */
export interface Need {
  readonly verbs: readonly string[];
  readonly subresource?: string;
}

/** Verbs that each method of the client needs whose first argument is a handle. */
export const clientVerbs: Readonly<Record<string, Need>> = {
  get: { verbs: ["get"] },
  list: { verbs: ["list"] },
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

/** What the cache needs of a kind. */
export const cacheVerbs = ["get", "list", "watch"] as const;
