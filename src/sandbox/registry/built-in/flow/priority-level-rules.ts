import type { JsonObject } from "../../../../base/json.ts";
import {
  forbiddenField,
  invalidField,
  invalidTyped,
  requiredField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import { fill, objectAt } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { numberAt, textAt } from "../read.ts";
import { validateFlowStatus } from "./flow-schema-rules.ts";

/** Follows k8s.io/kubernetes/pkg/apis/flowcontrol and pkg/registry/flowcontrol/prioritylevelconfiguration. */
export const priorityLevelRules: KindRules = {
  generation: true,
  bareUpdate: true,
  bareStatus: true,
  defaults(object) {
    const spec = objectAt(object, "spec");
    const [exempt, limited] = [objectAt(spec, "exempt"), objectAt(spec, "limited")];
    if (exempt) fill(exempt, { nominalConcurrencyShares: 0, lendablePercent: 0 });
    if (limited) fill(limited, { nominalConcurrencyShares: 30, lendablePercent: 0 });
    const queuing = objectAt(objectAt(limited, "limitResponse"), "queuing");
    if (!queuing) return;
    for (const [key, value] of Object.entries({ queues: 64, handSize: 8, queueLengthLimit: 50 }))
      if (!queuing[key]) queuing[key] = value;
  },
  validate: (object) => [
    ...validateSpec(object.metadata.name ?? "", objectAt(object, "spec") ?? {}),
    ...validateFlowStatus(objectAt(object, "status")),
  ],
  validateStatus: (object) => validateFlowStatus(objectAt(object, "status")),
};

function validateSpec(name: string, spec: JsonObject): InvalidField[] {
  const type = textAt(spec, "type");
  const [exempt, limited] = [objectAt(spec, "exempt"), objectAt(spec, "limited")];
  const errors =
    (name === "exempt") === (type === "Exempt")
      ? []
      : [invalidTyped("spec.type", type, "must be 'Exempt' if and only if `name` is 'exempt'")];
  switch (type) {
    case "Exempt":
      if (limited) errors.push(forbiddenField("spec.limited", "must be nil if the type is not Limited"));
      return [...errors, ...(exempt ? validateShares(exempt, "spec.exempt") : [])];
    case "Limited":
      if (exempt) errors.push(forbiddenField("spec.exempt", "must be nil if the type is Limited"));
      return [
        ...errors,
        ...(limited
          ? validateLimited(limited, "spec.limited")
          : [requiredField("spec.limited", "must not be empty when type is Limited")]),
      ];
    case "":
      return [...errors, requiredField("spec.type")];
    default:
      return [...errors, unsupportedField("spec.type", type, ["Exempt", "Limited"])];
  }
}

function validateShares(level: JsonObject, at: string): InvalidField[] {
  return [...sharesProblem(level, at), ...lendableProblem(level, at)];
}

function sharesProblem(level: JsonObject, at: string): InvalidField[] {
  const shares = numberAt(level, "nominalConcurrencyShares");
  const detail = "must be a non-negative integer";
  return shares < 0 ? [invalidField(`${at}.nominalConcurrencyShares`, shares, detail)] : [];
}

function lendableProblem(level: JsonObject, at: string): InvalidField[] {
  const percent = numberAt(level, "lendablePercent");
  const detail = "must be between 0 and 100, inclusive";
  return percent < 0 || percent > 100 ? [invalidField(`${at}.lendablePercent`, percent, detail)] : [];
}

function validateLimited(limited: JsonObject, at: string): InvalidField[] {
  const borrowing = numberAt(limited, "borrowingLimitPercent");
  const detail = "if specified, must be a non-negative integer";
  return [
    ...sharesProblem(limited, at),
    ...validateResponse(objectAt(limited, "limitResponse") ?? {}, `${at}.limitResponse`),
    ...lendableProblem(limited, at),
    ...(borrowing < 0 ? [invalidField(`${at}.borrowingLimitPercent`, borrowing, detail)] : []),
  ];
}

function validateResponse(response: JsonObject, at: string): InvalidField[] {
  const type = textAt(response, "type");
  const queuing = objectAt(response, "queuing");
  const field = `${at}.queuing`;
  switch (type) {
    case "Reject":
      return queuing
        ? [forbiddenField(field, "must be nil if limited.limitResponse.type is not Limited")]
        : [];
    case "Queue":
      return queuing
        ? validateQueuing(queuing, field)
        : [requiredField(field, "must not be empty if limited.limitResponse.type is Limited")];
    case "":
      return [requiredField(`${at}.type`)];
    default:
      return [unsupportedField(`${at}.type`, type, ["Queue", "Reject"])];
  }
}

function validateQueuing(queuing: JsonObject, at: string): InvalidField[] {
  const number = (key: string) => numberAt(queuing, key);
  const wrong = (key: string, detail: string) => invalidField(`${at}.${key}`, number(key), detail);
  const [queues, hand] = [number("queues"), number("handSize")];
  const bits = requiredEntropy(queues, hand);
  return [
    ...(number("queueLengthLimit") <= 0 ? [wrong("queueLengthLimit", "must be positive")] : []),
    ...(queues <= 0 ? [wrong("queues", "must be positive")] : []),
    ...(queues > 10_000_000 ? [wrong("queues", "must not be greater than 10000000")] : []),
    ...(hand <= 0
      ? [wrong("handSize", "must be positive")]
      : hand > queues
        ? [wrong("handSize", `should not be greater than queues (${queues})`)]
        : bits > 60
          ? [
              wrong(
                "handSize",
                `required entropy bits of deckSize ${queues} and handSize ${hand} should not be greater than 60`,
              ),
            ]
          : []),
  ];
}

/** Follows RequiredEntropyBits of k8s.io/apiserver/pkg/util/shufflesharding. */
function requiredEntropy(deck: number, hand: number): number {
  return Math.ceil(Math.log2(deck) * hand);
}
