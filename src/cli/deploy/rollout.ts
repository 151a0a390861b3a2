import type { ClusterObject } from "../../cluster/kubectl.ts";

/** What is read of a Deployment. */
export interface Deployment extends ClusterObject {
  readonly metadata: ClusterObject["metadata"] & { readonly generation?: number };
  readonly spec: {
    readonly replicas?: number;
    readonly selector: { readonly matchLabels?: Readonly<Record<string, string>> };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly conditions?: readonly Condition[];
  };
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/**
 * Whether all Pods of a Deployment are new and available: what `kubectl rollout status` waits for
 * (k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go, DeploymentStatusViewer.Status).
 */
export function isRolledOut({ metadata, spec, status = {} }: Deployment): boolean {
  const { observedGeneration = 0, replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  return (
    observedGeneration >= (metadata.generation ?? 0) &&
    updatedReplicas >= (spec.replicas ?? 1) &&
    replicas <= updatedReplicas &&
    availableReplicas >= updatedReplicas
  );
}

/** Words for how far it is. */
export function describeRollout({ spec, status = {} }: Deployment): string {
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  const wanted = spec.replicas ?? 1;
  if (updatedReplicas < wanted) return `${updatedReplicas} of ${wanted} new pods are there`;
  if (replicas > updatedReplicas) return `${replicas - updatedReplicas} old pods have not ended yet`;
  return `${availableReplicas} of ${wanted} pods are available`;
}
