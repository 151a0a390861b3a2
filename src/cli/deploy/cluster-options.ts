/** The options of every command that changes a cluster. */
export const clusterOptions = {
  context: { type: "string", value: "CONTEXT", summary: "of the kubeconfig; by default the current one" },
  kubeconfig: { type: "string", value: "FILE", summary: "by default $KUBECONFIG, else ~/.kube/config" },
} as const;

/** For those that apply: what server-side apply does with a field that somebody else set. */
export const force = {
  type: "boolean",
  summary: "take over fields that others have set",
} as const;
