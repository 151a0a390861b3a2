/** Verbs that each method of the client needs, and on which subresource. */
export const clientVerbs: Readonly<
  Record<string, { readonly verbs: readonly string[]; readonly subresource?: string }>
> = {
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
