import type { PodSpec, Volume } from "../../../../k8s/core/v1.ts";

/**
 * What the rules of a PodSpec depend on. Rules that came later than objects that break them are not applied to what an object already has: those
 * fields are false for a new object. Follows PodValidationOptions and GetValidationOptionsFromPodSpecAndMeta of k8s.io/kubernetes/pkg/api/pod,
 * with the feature gates of the version that the sandbox is.
 */
export interface PodValidation {
  /** A Pod, not a template of one. */
  readonly isPod: boolean;
  readonly looseAffinitySelectors: boolean;
  readonly looseNodeAffinity: boolean;
  readonly looseSpreadSelectors: boolean;
  readonly looseSpreadKeys: boolean;
  readonly looseTokenPath: boolean;
  readonly looseHugePages: boolean;
  readonly looseDeletionCost: boolean;
  readonly hostSysctls: boolean;
  readonly anySeLinuxChange: boolean;
  readonly comparingTolerations: boolean;
  readonly userNamespacesWithDevices: boolean;
  readonly userNamespacesOnHostNetwork: boolean;
  readonly restartingInitContainers: boolean;
}

/** Of a new object. */
export const strictPodValidation: PodValidation = {
  isPod: false,
  looseAffinitySelectors: false,
  looseNodeAffinity: false,
  looseSpreadSelectors: false,
  looseSpreadKeys: false,
  looseTokenPath: false,
  looseHugePages: false,
  looseDeletionCost: false,
  hostSysctls: false,
  anySeLinuxChange: false,
  comparingTolerations: false,
  userNamespacesWithDevices: false,
  userNamespacesOnHostNetwork: false,
  restartingInitContainers: false,
};

/** What a container's rules need to know of the Pod around it. */
export interface PodContext {
  readonly spec: PodSpec;
  readonly validation: PodValidation;
  /** Volumes without problems, by name. */
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly claimNames: readonly string[];
}

/** Whether the Pod shares the users of its node. */
export function sharesHostUsers(spec: PodSpec): boolean {
  return spec.hostUsers ?? true;
}
