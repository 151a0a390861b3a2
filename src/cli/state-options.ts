/** Which sandbox a snapshot is of. */
export const stateOptions = {
  data: {
    type: "string",
    value: "DIR",
    summary:
      "a folder of `kubewright sandbox --data DIR` that no sandbox has at the time, instead of a running one",
  },
  kubeconfig: {
    type: "string",
    value: "FILE",
    summary: "of the running sandbox; by default $KUBECONFIG, else .kubewright/kubeconfig",
  },
} as const;
