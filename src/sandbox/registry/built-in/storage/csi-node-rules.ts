import { equalJson, type JsonObject } from "../../../../base/json.ts";
import {
  duplicateField,
  immutableField,
  invalidField,
  nonNegative,
  requiredField,
} from "../../../admission/field-problem.ts";
import { shownAt } from "../../../admission/emptied.ts";
import { validateLabelKey } from "../../../admission/label-problem.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { InvalidField } from "../../../status-error.ts";
import { objectAt, objectsAt } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { textAt, textsAt } from "../read.ts";
import { validateDriverName } from "./validate-driver-name.ts";

/** Follows k8s.io/kubernetes/pkg/apis/storage and pkg/registry/storage/csinode. */
export const csiNodeRules: KindRules = {
  returnsDeleted: true,
  unconditionalUpdate: false,
  bareUpdate: true,
  validate: (object) =>
    driversOf(object).flatMap((driver, index, all) =>
      validateDriver(driver, { at: `spec.drivers[${index}]`, earlier: all.slice(0, index) }),
    ),
  validateUpdate: (object, old) =>
    driversOf(old).flatMap((before) =>
      driversOf(object)
        .filter((now) => now.name === before.name && !equalJson(settled(now), settled(before)))
        .map((now) => immutableField("spec.drivers", shown(now))),
    ),
};

function driversOf(object: ApiObject): JsonObject[] {
  return objectsAt(objectAt(object, "spec"), "drivers");
}

/** What may not be changed: all but how many volumes fit. */
function settled({ allocatable: _allocatable, ...driver }: JsonObject): JsonObject {
  return driver;
}

/** As the server's own struct is written. */
function shown(driver: JsonObject): JsonObject {
  return {
    Name: textAt(driver, "name"),
    NodeID: textAt(driver, "nodeID"),
    TopologyKeys: shownAt(driver, "topologyKeys"),
    Allocatable: null,
  };
}

function validateDriver(
  driver: JsonObject,
  { at, earlier }: { at: string; earlier: readonly JsonObject[] },
): InvalidField[] {
  const [name, id] = [textAt(driver, "name"), textAt(driver, "nodeID")];
  const count = objectAt(driver, "allocatable")?.count;
  const keys = textsAt(driver, "topologyKeys");
  return [
    ...validateDriverName(name, `${at}.name`),
    ...(id ? [] : [requiredField(`${at}.nodeID`)]),
    ...(Buffer.byteLength(id) > 256
      ? [invalidField(`${at}.nodeID`, id, "must be 256 characters or less")]
      : []),
    ...nonNegative(`${at}.allocatable.count`, count),
    ...(earlier.some((other) => textAt(other, "name") === name) ? [duplicateField(`${at}.name`, name)] : []),
    ...keys.flatMap((key, index) => [
      ...(key ? [] : [requiredField(at)]),
      ...(keys.indexOf(key) < index ? [duplicateField(at, key)] : []),
      ...validateLabelKey(key, at),
    ]),
  ];
}
