import { equalJson, type JsonObject } from "../../../base/json.ts";
import { immutableField, invalidEach, invalidField, requiredField } from "../../admission/field-problem.ts";
import { validateObjectMeta, validateObjectMetaUpdate } from "../../admission/object-meta.ts";
import { dnsSubdomain, labelKeyProblems, pathSegment } from "../../admission/name-format.ts";
import type { ApiObject } from "../../api-object.ts";
import type { InvalidField } from "../../status-error.ts";
import { objectAt } from "./defaulting.ts";
import { eventConversion } from "./event-conversion.ts";
import type { KindRules } from "./kind-rules.ts";
import { numberAt, textAt } from "./read.ts";

const common: KindRules = {
  name: pathSegment,
  createOnUpdate: true,
  updateOrder: "contents only",
};

/** Events of the core group. Follows k8s.io/kubernetes/pkg/apis/core/validation/events.go. */
export const eventRules: KindRules = {
  ...common,
  validate: (object) => validateOlder(object, "reportingComponent"),
};

/** Events of events.k8s.io, where more is asked of them. Fields are told of by the names of the core group. */
export const newEventRules: KindRules = {
  ...common,
  groupless: true,
  validate(object, old) {
    const event = eventConversion.toStored(object);
    return [
      ...validateOlder(event, "reportingController"),
      ...(old ? validateChange(event, eventConversion.toStored(old)) : validateNewer(event)),
    ];
  },
};

function validateOlder(event: ApiObject, controller: string): InvalidField[] {
  const { namespace = "" } = event.metadata;
  const involved = textAt(objectAt(event, "involvedObject"), "namespace");
  const stray = invalidField("involvedObject.namespace", involved, "does not match event.namespace");
  const names = invalidEach("namespace", namespace, dnsSubdomain(namespace));
  if (!event.eventTime) {
    const fits = involved ? involved === namespace : namespace === "" || namespace === "default";
    return [...(fits ? [] : [stray]), ...names];
  }
  const fits = involved !== "" || namespace === "default" || namespace === "kube-system";
  return [...(fits ? [] : [stray]), ...validateReport(event, controller), ...names];
}

function validateReport(event: ApiObject, controller: string): InvalidField[] {
  const reporter = textAt(event, "reportingComponent");
  const required = (key: string) => (textAt(event, key) ? [] : [requiredField(key)]);
  const short = (key: string, limit: number) =>
    Buffer.byteLength(textAt(event, key)) > limit
      ? [invalidField(key, "", `can have at most ${limit} characters`)]
      : [];
  return [
    ...(reporter ? [] : [requiredField(controller)]),
    ...invalidEach(controller, reporter, labelKeyProblems(reporter)),
    ...["reportingInstance", "action", "reason"].flatMap((key) => [...required(key), ...short(key, 128)]),
    ...short("message", 1024),
  ];
}

/** What a new event of events.k8s.io must have, and may no longer have. */
function validateNewer(event: ApiObject): InvalidField[] {
  const type = textAt(event, "type");
  const source = objectAt(event, "source");
  const unset = (key: string) => invalidField(key, "", "needs to be unset");
  return [
    ...validateObjectMeta(event.metadata, { namespaced: true, name: dnsSubdomain }),
    ...validateSeries(event),
    ...(event.eventTime ? [] : [requiredField("eventTime")]),
    ...(type === "Normal" || type === "Warning"
      ? []
      : [invalidField("type", "", `has invalid value: ${type}`)]),
    ...(event.firstTimestamp ? [unset("firstTimestamp")] : []),
    ...(event.lastTimestamp ? [unset("lastTimestamp")] : []),
    ...(event.count ? [unset("count")] : []),
    ...(textAt(source, "component") || textAt(source, "host") ? [unset("source")] : []),
  ];
}

function validateSeries(event: ApiObject): InvalidField[] {
  const series = objectAt(event, "series");
  if (!series) return [];
  return [
    ...(numberAt(series, "count") < 2 ? [invalidField("series.count", "", "should be at least 2")] : []),
    ...(series.lastObservedTime ? [] : [requiredField("series.lastObservedTime")]),
  ];
}

const settled: readonly (readonly [key: string, empty: unknown])[] = [
  ["involvedObject", {}],
  ["reason", ""],
  ["message", ""],
  ["source", {}],
  ["firstTimestamp", null],
  ["lastTimestamp", null],
  ["count", 0],
  ["reason", ""],
  ["type", ""],
  ["eventTime", null],
  ["action", ""],
  ["related", null],
  ["reportingComponent", ""],
  ["reportingInstance", ""],
];

function validateChange(event: ApiObject, old: ApiObject): InvalidField[] {
  const series = equalJson(event.series ?? null, old.series ?? null) ? [] : validateSeries(event);
  const changes = settled.flatMap(([key, empty]) => {
    const [now, then] = [event[key] ?? empty, old[key] ?? empty];
    const name = key === "reportingComponent" ? "reportingController" : key;
    return equalJson(now, then) ? [] : [immutableField(name, shown(key, now))];
  });
  return [...validateObjectMetaUpdate(event.metadata, old.metadata), ...series, ...changes];
}

/** The server's own structs, which have no names for JSON. */
function shown(key: string, value: unknown): unknown {
  const object = value as JsonObject | null;
  if (key === "source")
    return { Component: textAt(object ?? {}, "component"), Host: textAt(object ?? {}, "host") };
  if ((key !== "involvedObject" && key !== "related") || object === null) return value;
  return {
    Kind: textAt(object, "kind"),
    Namespace: textAt(object, "namespace"),
    Name: textAt(object, "name"),
    UID: textAt(object, "uid"),
    APIVersion: textAt(object, "apiVersion"),
    ResourceVersion: textAt(object, "resourceVersion"),
    FieldPath: textAt(object, "fieldPath"),
  };
}
