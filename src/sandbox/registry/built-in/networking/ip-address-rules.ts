import { equalJson, type JsonObject } from "../../../../base/json.ts";
import { immutableField, invalidEach, requiredField } from "../../../admission/field-problem.ts";
import { dnsSubdomain, pathSegment } from "../../../admission/name-format.ts";
import { validateIp } from "../../../admission/ip-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import { objectAt } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { textAt } from "../read.ts";

const at = "spec.parentRef";

/** Follows k8s.io/kubernetes/pkg/apis/networking and pkg/registry/networking/ipaddress. */
export const ipAddressRules: KindRules = {
  // a name is told of without its value
  name: (name) =>
    validateIp("", name).map(({ message }) => message.replace(/^Invalid value: "(?:[^"\\]|\\.)*": /, "")),
  validate(object) {
    const reference = objectAt(objectAt(object, "spec"), "parentRef");
    return reference ? validateReference(reference) : [requiredField(at)];
  },
  validateUpdate(object, old) {
    const [now, then] = [object, old].map((each) => objectAt(objectAt(each, "spec"), "parentRef"));
    return equalJson(now, then) ? [] : [immutableField(at, now ? shown(now) : null)];
  },
};

function validateReference(reference: JsonObject): InvalidField[] {
  const group = textAt(reference, "group");
  const namespace = textAt(reference, "namespace");
  return [
    ...(group ? invalidEach(`${at}.group`, group, dnsSubdomain(group)) : []),
    ...["resource", "name"].flatMap((key) => {
      const text = textAt(reference, key);
      return text ? invalidEach(`${at}.${key}`, text, pathSegment(text)) : [requiredField(`${at}.${key}`)];
    }),
    ...(namespace ? invalidEach(`${at}.namespace`, namespace, pathSegment(namespace)) : []),
  ];
}

/** As the server's own struct is written. */
function shown(reference: JsonObject): JsonObject {
  const text = (key: string) => textAt(reference, key);
  return {
    Group: text("group"),
    Resource: text("resource"),
    Namespace: text("namespace"),
    Name: text("name"),
  };
}
