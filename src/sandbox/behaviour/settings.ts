import type { ApiObject } from "../api-object.ts";
import type { Stage } from "./stages/stage.ts";
import type { PodPlan } from "./kubelet/pod-plan.ts";

/** How what stands beside the API server behaves. */
export interface BehaviourSettings {
  /** Milliseconds from a Pod's binding until its containers run; default 100. */
  readonly startDelay: number;
  /** Milliseconds from a Pod's deletion until it is gone; default 50. */
  readonly stopDelay: number;
  /** Milliseconds that the containers of a Pod run which is to end by itself; default 100. */
  readonly runTime: number;
  /** What happens to a Pod otherwise than by default; its annotations come first. */
  readonly plan?: (pod: ApiObject) => PodPlan | undefined;
  /** What happens to objects of kinds that nothing else acts on. */
  readonly stages?: readonly Stage[];
  /** What is drawn by chance, from 0 to 1; default Math.random. */
  readonly random?: () => number;
}

export const defaultSettings: BehaviourSettings = {
  startDelay: 100,
  stopDelay: 50,
  runTime: 100,
};
