import { resource, type CustomResource, type Int32 } from "kubewright";

const group = "batch.example.com";
const names = { shortNames: ["tsk", "tasks1"], categories: ["all"] } as const;

interface OldSpec {
  schedule: string;
}
interface NewSpec {
  schedule: { hour: Int32 };
}
interface Status {
  replicas?: Int32;
  selector?: string;
}

export interface TaskV1 extends CustomResource<OldSpec, Status> {}
export interface TaskV2 extends CustomResource<NewSpec, Status> {}

/** A task of old. */
export const TaskV1 = resource<TaskV1>({
  group,
  version: "v1",
  kind: "Task",
  scope: "Cluster",
  ...names,
  storage: false,
  deprecated: "use v2",
  labels: { team: "a" },
  annotations: { note: `of ${group}` },
});

/** A task. */
export const TaskV2 = resource<TaskV2>({
  group,
  version: "v2",
  kind: "Task",
  scope: "Cluster",
  ...names,
  storage: true,
  selectableFields: [".spec.schedule.hour"],
  subresources: {
    status: true,
    scale: { specReplicasPath: ".spec.schedule.hour", statusReplicasPath: ".status.replicas", labelSelectorPath: ".status.selector" },
  },
  printerColumns: [{ name: "Hour", type: "integer", jsonPath: ".spec.schedule.hour", priority: 1, description: "When." }],
});
