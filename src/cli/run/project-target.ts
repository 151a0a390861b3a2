import type { CustomResourceDefinition } from "../../kube/crd.ts";
import type { KubernetesObject } from "../../kube/object.ts";

/** What `manifests` writes. */
export interface ProjectManifests {
  readonly crds: readonly CustomResourceDefinition[];
  /** Roles by the names that they have in the cluster. */
  readonly roles: readonly KubernetesObject[];
}

/** The cluster that an operator is run against. */
export interface RunTarget {
  /** The operator's. */
  readonly kubeconfigFile: string;
  /** Of whoever runs it; the operator may have another one. */
  readonly userKubeconfigFile: string;
  /** Whether a copy of the operator may work there at the same time. */
  readonly mayBeDeployed: boolean;
  /** Brings the project's CRDs and roles onto a cluster that is for development, those that have changed; leaves others alone. */
  install(manifests: ProjectManifests): Promise<void>;
  close(): Promise<void>;
}
