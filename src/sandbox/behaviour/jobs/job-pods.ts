import type { JsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import { controllerManager, type Cluster } from "../cluster.ts";
import { objectsAt, textAt } from "../read.ts";
import { podOf } from "../workloads/pod-facts.ts";
import { indexAnnotation } from "./indexes.ts";

export const trackingFinalizer = "batch.kubernetes.io/job-tracking";
export const failureCountAnnotation = "batch.kubernetes.io/job-index-failure-count";

export function isIndexed(job: ApiObject): boolean {
  return textAt(job, "spec.completionMode") === "Indexed";
}

/** A Pod of a Job; of an indexed one with its index in name, annotation, label, host name and environment. */
export function jobPod(job: ApiObject, options: { index?: number; failures?: number }): ApiObject {
  const { index, failures } = options;
  const name = job.metadata.name ?? "";
  const pod = podOf(job, index === undefined ? `${name}-` : `${name}-${index}-`);
  pod.metadata.finalizers = [...(pod.metadata.finalizers ?? []), trackingFinalizer];
  if (index === undefined) return pod;
  pod.metadata.annotations = {
    ...pod.metadata.annotations,
    [indexAnnotation]: String(index),
    ...(failures === undefined ? {} : { [failureCountAnnotation]: String(failures) }),
  };
  pod.metadata.labels = { ...pod.metadata.labels, [indexAnnotation]: String(index) };
  const spec = pod.spec as JsonObject;
  spec.hostname = `${name}-${index}`;
  const fieldRef = { fieldPath: `metadata.labels['${indexAnnotation}']` };
  const variable = { name: "JOB_COMPLETION_INDEX", valueFrom: { fieldRef } };
  for (const key of ["initContainers", "containers"])
    for (const container of objectsAt(spec, key))
      if (!objectsAt(container, "env").some((known) => known.name === variable.name))
        container.env = [...objectsAt(container, "env"), variable];
  return pod;
}

/** Lets a Pod go that has been counted. */
export function dropTracking({ registry }: Cluster, pod: ApiObject): void {
  if (!pod.metadata.finalizers?.includes(trackingFinalizer)) return;
  const { namespace, name = "" } = pod.metadata;
  const target = { namespace, name, manager: controllerManager };
  registry.edit(registry.resource("", "v1", "pods"), target, ({ metadata }) => {
    const left = (metadata.finalizers ?? []).filter((finalizer) => finalizer !== trackingFinalizer);
    if (left.length) metadata.finalizers = left;
    else delete metadata.finalizers;
  });
}

export function isTracked(pod: ApiObject): boolean {
  return pod.metadata.finalizers?.includes(trackingFinalizer) ?? false;
}
