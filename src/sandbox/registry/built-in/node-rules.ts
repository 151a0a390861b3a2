import { equalJson, isJsonObject, type JsonObject } from "../../../base/json.ts";
import {
  forbiddenField,
  invalidField,
  requiredField,
  unsupportedField,
} from "../../admission/field-problem.ts";
import { parseCidr } from "../../admission/ip-address.ts";
import { cidrWarnings, validateLegacyCidr } from "../../admission/ip-problem.ts";
import { validateLabelKey } from "../../admission/label-problem.ts";
import { labelValueProblems } from "../../admission/name-format.ts";
import type { ApiObject } from "../../api-object.ts";
import type { InvalidField } from "../../status-error.ts";
import { ensureObject, objectAt, objectsAt } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";
import { textAt, textsAt } from "./read.ts";
import { validateDeclaredFeatures } from "./validate-declared-features.ts";
import { validateQuantity } from "./validate-quantity.ts";

/** Follows k8s.io/kubernetes/pkg/apis/core and pkg/registry/core/node. */
export const nodeRules: KindRules = {
  keepsStatus: true,
  admit(object, { old }) {
    if (!old) addNotReady(object);
  },
  defaults(object) {
    const spec = objectAt(object, "spec");
    if (spec) pairRanges(spec);
    const status = objectAt(object, "status");
    if (status?.allocatable === undefined && isJsonObject(status?.capacity))
      status.allocatable = { ...status.capacity };
  },
  prepareForCreate(object) {
    const spec = ensureObject(object, "spec");
    delete spec.configSource;
    delete objectAt(object, "status")?.config;
  },
  prepareForUpdate(object, old, subresource) {
    if (subresource === "status") {
      if (!objectAt(old, "status")?.config) delete objectAt(object, "status")?.config;
    } else if (!objectAt(old, "spec")?.configSource) delete ensureObject(object, "spec").configSource;
  },
  validate: validateNode,
  validateUpdate: validateNodeUpdate,
  validateStatus: validateNodeUpdate,
  warnings(object) {
    const spec = objectAt(object, "spec");
    return [
      ...(spec?.configSource ? ["spec.configSource: the feature is removed"] : []),
      ...(textAt(spec, "externalID")
        ? ["spec.externalID: this field is deprecated, and is unused by Kubernetes"]
        : []),
      ...textsAt(spec, "podCIDRs").flatMap((range, index) => cidrWarnings(`spec.podCIDRs[${index}]`, range)),
    ];
  },
};

/** A new Node gets nothing to do before it is ready (the admission plugin TaintNodesByCondition of k8s.io/kubernetes/plugin/pkg/admission/nodetaint). */
function addNotReady(node: ApiObject): void {
  const key = "node.kubernetes.io/not-ready";
  const spec = ensureObject(node, "spec");
  const taints = objectsAt(spec, "taints");
  if (taints.some((taint) => taint.key === key && taint.effect === "NoSchedule")) return;
  node.spec = { ...spec, taints: [...taints, { key, effect: "NoSchedule" }] };
}

/** `podCIDR` is the first of `podCIDRs`. Follows the conversion of k8s.io/kubernetes/pkg/apis/core/v1. */
function pairRanges(spec: JsonObject): void {
  const [one, many] = [textAt(spec, "podCIDR"), textsAt(spec, "podCIDRs")];
  if (many.length === 0 && one) spec.podCIDRs = [one];
  else if (one && many[0] !== one) spec.podCIDRs = [one];
  else if (!one && many[0]) spec.podCIDR = many[0];
}

function validateNode(object: ApiObject): InvalidField[] {
  const spec = objectAt(object, "spec");
  return [
    ...validateTaints(spec),
    ...validateResources(object),
    ...validateRanges(textsAt(spec, "podCIDRs")),
  ];
}

function validateNodeUpdate(object: ApiObject, old: ApiObject): InvalidField[] {
  const [spec, before] = [objectAt(object, "spec"), objectAt(old, "spec")];
  return [
    ...validateResources(object),
    ...validateAddresses(object),
    ...validateRangeChange(textsAt(spec, "podCIDRs"), textsAt(before, "podCIDRs")),
    ...(textAt(before, "providerID") && textAt(before, "providerID") !== textAt(spec, "providerID")
      ? [forbiddenField("spec.providerID", 'node updates may not change providerID except from "" to valid')]
      : []),
    ...validateTaints(spec),
    ...(textAt(spec, "externalID") === textAt(before, "externalID")
      ? []
      : [forbiddenField("spec.externalID", "may not be updated")]),
  ];
}

const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/** They are told of as if they were in the metadata. */
function validateTaints(spec: JsonObject | undefined): InvalidField[] {
  const taints = objectsAt(spec, "taints");
  return taints.flatMap((taint, index) => {
    const at = `metadata.taints[${index}]`;
    const [key, value, effect] = ["key", "value", "effect"].map((name) => textAt(taint, name));
    const values = labelValueProblems(value ?? "");
    const known = taints
      .slice(0, index)
      .some((other) => textAt(other, "key") === key && other.effect === taint.effect);
    return [
      ...validateLabelKey(key ?? "", `${at}.key`),
      ...(values.length ? [invalidField(`${at}.value`, value, values.join(";"))] : []),
      ...validateEffect(effect ?? "", `${at}.effect`),
      ...(known ? [repeated(taint, at)] : []),
    ];
  });
}

function validateEffect(effect: string, at: string): InvalidField[] {
  if (!effect) return [requiredField(at)];
  return effects.includes(effect) ? [] : [unsupportedField(at, effect, effects)];
}

/** The server's own struct, which has no names for JSON. */
function repeated(taint: JsonObject, at: string): InvalidField {
  const { timeAdded = null } = taint;
  const [Key, Value, Effect] = ["key", "value", "effect"].map((name) => textAt(taint, name));
  const shown = JSON.stringify({ Key, Value, Effect, TimeAdded: timeAdded });
  const message = `Duplicate value: ${shown}: taints must be unique by key and effect pair`;
  return { type: "FieldValueDuplicate", field: at, message };
}

function validateResources(object: ApiObject): InvalidField[] {
  const status = objectAt(object, "status");
  const amounts = ["capacity", "allocatable"].flatMap((key) =>
    Object.entries(objectAt(status, key) ?? {}).flatMap(([name, amount]) =>
      validateQuantity(String(amount), { name, at: `status.${key}.${name}` }),
    ),
  );
  return [
    ...amounts,
    ...validateDeclaredFeatures(textsAt(status, "declaredFeatures"), "status.declaredFeatures"),
  ];
}

function validateRanges(ranges: readonly string[]): InvalidField[] {
  const at = "spec.podCIDRs";
  const families = new Set(ranges.map((range) => parseCidr(range)?.address.family));
  const paired = families.size === 2 && !families.has(undefined) && ranges.length === 2;
  const mixed = ranges.length > 1 && !paired;
  return [
    ...ranges.flatMap((range, index) => validateLegacyCidr(`${at}[${index}]`, range)),
    ...(ranges.length > 1 ? unreadable(ranges) : []),
    ...(mixed ? [invalidField(at, ranges, "may specify no more than one CIDR for each IP family")] : []),
  ];
}

function unreadable(ranges: readonly string[]): InvalidField[] {
  const index = ranges.findIndex((range) => !parseCidr(range));
  if (index < 0) return [];
  const detail = `invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[${index}]: <nil> (invalid CIDR address: ${ranges[index]})`;
  return [{ type: "InternalError", field: "spec.podCIDRs", message: `Internal error: ${detail}` }];
}

function validateRangeChange(now: readonly string[], then: readonly string[]): InvalidField[] {
  const problem = forbiddenField(
    "spec.podCIDRs",
    'node updates may not change podCIDR except from "" to valid',
  );
  if (then.length === 0) return [];
  if (now.length !== then.length) return [problem];
  return then.flatMap((range, index) => (range === now[index] ? [] : [problem]));
}

function validateAddresses(object: ApiObject): InvalidField[] {
  const addresses = objectsAt(objectAt(object, "status"), "addresses");
  return addresses.flatMap((address, index) => {
    const known = addresses.slice(0, index).some((other) => equalJson(other, address));
    if (!known) return [];
    const shown = JSON.stringify({ Type: textAt(address, "type"), Address: textAt(address, "address") });
    return [
      {
        type: "FieldValueDuplicate",
        field: `status.addresses[${index}]`,
        message: `Duplicate value: ${shown}`,
      },
    ];
  });
}
