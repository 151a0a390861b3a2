import { resource, type KubernetesObject } from "kubewright";

interface CronJob extends KubernetesObject {}

export const CronJob = resource<CronJob>({ group: "", version: "nogroup", kind: "CronJob" });
