import type { ApiObject } from "../../../api-object.ts";
import { immutableField, invalidField, requiredField } from "../../../admission/field-problem.ts";
import { validateCidr } from "../../../admission/ip-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import { ensureObject, objectAt } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { textsAt } from "../read.ts";

const at = "spec.cidrs";

/** Follows k8s.io/kubernetes/pkg/apis/networking and pkg/registry/networking/servicecidr. */
export const serviceCidrRules: KindRules = {
  updateOrder: "changes only",
  // an empty list is refused, in other words than none
  defaults(object, sent) {
    const ranges = objectAt(sent, "spec")?.cidrs;
    if (Array.isArray(ranges) && ranges.length === 0) ensureObject(object, "spec").cidrs = [];
  },
  validate: (object) => validateRanges(rangesOf(object)),
  validateUpdate(object, old) {
    const [now, then] = [rangesOf(object), rangesOf(old)];
    const changed = then.flatMap((range, index) =>
      range === now[index] ? [] : [immutableField(`${at}[${index}]`, now[index])],
    );
    if (now.length === then.length) return changed;
    if (then.length === 1 && now.length === 2) return [...changed, ...validateRanges(now)];
    return [immutableField(at, objectAt(object, "spec")?.cidrs ?? null)];
  },
};

function rangesOf(object: ApiObject): string[] {
  return textsAt(objectAt(object, "spec"), "cidrs");
}

function validateRanges(ranges: readonly string[]): InvalidField[] {
  if (ranges.length === 0) return [requiredField(at, "at least one CIDR required")];
  if (ranges.length > 2) return [invalidField(at, { CIDRs: ranges }, "may only hold up to 2 values")];
  const errors = ranges.flatMap((range, index) => validateCidr(`${at}[${index}]`, range));
  const [first, second] = ranges.map(familyOf);
  const detail = "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64";
  return ranges.length === 2 && first !== undefined && first === second
    ? [...errors, invalidField(at, ranges, detail)]
    : errors;
}

/** Undefined for what is no range. */
function familyOf(range: string): 4 | 6 | undefined {
  if (/^[\d.]+\/\d+$/.test(range)) return 4;
  return /^[\da-f:.]+\/\d+$/i.test(range) ? 6 : undefined;
}
