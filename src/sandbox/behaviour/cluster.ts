import type { Logger } from "../../base/logger.ts";
import type { Registry } from "../registry/registry.ts";
import type { Dependents } from "./dependents.ts";
import type { EventRecorder } from "./event-recorder.ts";
import type { BehaviourSettings } from "./settings.ts";

/** What every behaviour acts on and with. */
export interface Cluster {
  readonly registry: Registry;
  readonly logger: Logger;
  readonly settings: BehaviourSettings;
  /** Who owns what, and what nobody owns; up to date before any behaviour hears of a write. */
  readonly dependents: Dependents;
  readonly events: EventRecorder;
  /** PEM of the authority that signed the server's certificate. */
  readonly rootCa: string | undefined;
}

/** Field manager of what kube-controller-manager writes. */
export const controllerManager = "kube-controller-manager";
