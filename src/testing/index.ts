/** The test kit: an API server to test against, and ways to wait. It knows no test runner. */
export { startEnvironment } from "./environment.ts";
export type { Environment, EnvironmentOptions } from "./environment.ts";
export type { TimeTravel } from "./time-travel.ts";
export type { Snapshot } from "../sandbox/snapshot.ts";
export type { TestUser, UserAccess } from "./user-access.ts";
export type { Behaviours } from "./behaviours.ts";
export type { BehaviourSettings } from "../sandbox/behaviour/settings.ts";
export type { PodPlan } from "../sandbox/behaviour/kubelet/pod-plan.ts";
export { eventually } from "./eventually.ts";
export { readStages } from "../sandbox/behaviour/stages/read-stages.ts";
export type { Stage, StageEffects } from "../sandbox/behaviour/stages/stage.ts";
export { stage } from "./stage.ts";
export type { StageOptions } from "./stage.ts";
export { stored } from "./stored.ts";
export { until } from "./until.ts";
export { VirtualClock } from "../base/virtual-clock.ts";
export { interceptClient } from "../runtime/client/intercept-client.ts";
export type { Intercept, InterceptedCall } from "../runtime/client/intercept-client.ts";
