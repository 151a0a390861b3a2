import { accessColumns } from "./access-columns.ts";
import { autoscalerColumns } from "./autoscaler-columns.ts";
import type { BuiltInColumn } from "./built-in-column.ts";
import { clusterColumns } from "./cluster-columns.ts";
import { networkColumns } from "./network-columns.ts";
import { podColumns } from "./pod-columns.ts";
import { storageColumns } from "./storage-columns.ts";
import { workloadColumns } from "./workload-columns.ts";

/**
 * Columns of built-in kinds beside the name, which comes first where none of them is called "Name"; others show when they were created.
 * Follows k8s.io/kubernetes/pkg/printers/internalversion.
 */
export const builtInColumns: Readonly<Record<string, readonly BuiltInColumn[]>> = {
  pods: podColumns,
  ...workloadColumns,
  ...autoscalerColumns,
  ...networkColumns,
  ...storageColumns,
  ...accessColumns,
  ...clusterColumns,
};
