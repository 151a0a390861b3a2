// Generated from the OpenAPI of Kubernetes v1.36.3 by tools/generate-k8s. Do not edit.
import type { KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Int32, MicroTime, Time } from "../../kube/scalar.ts";
import type { EventSource, ObjectReference } from "../core/v1.ts";
import type { ListMeta } from "../meta/v1.ts";

export interface Event extends KubernetesObject {
  action?: string;
  deprecatedCount?: Int32;
  deprecatedFirstTimestamp?: Time;
  deprecatedLastTimestamp?: Time;
  deprecatedSource?: EventSource;
  eventTime: MicroTime;
  note?: string;
  reason?: string;
  regarding?: ObjectReference;
  related?: ObjectReference;
  reportingController?: string;
  reportingInstance?: string;
  series?: EventSeries;
  type?: string;
}

export const Event: Resource<Event> = /* @__PURE__ */ Object.freeze({
  group: "events.k8s.io",
  version: "v1",
  kind: "Event",
  plural: "events",
  scope: "Namespaced",
  apiVersion: "events.k8s.io/v1",
});

export interface EventList {
  apiVersion?: string;
  items: Event[];
  kind?: string;
  metadata?: ListMeta;
}

export interface EventSeries {
  count: Int32;
  lastObservedTime: MicroTime;
}
