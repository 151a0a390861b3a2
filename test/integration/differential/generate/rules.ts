import type { JsonSchema, ValidationRule } from "../../../../src/kube/schema/json-schema.ts";
import type { Dice } from "./dice.ts";

/** CEL rules that fit a schema, more or less; those of lists and texts without a bound may be too dear for the server. */
export function rulesFor(dice: Dice, schema: JsonSchema): ValidationRule[] {
  const rules = rulesByType(schema);
  if (rules.length === 0) return [];
  return Array.from({ length: dice.chance(0.2) ? 2 : 1 }, () => decorated(dice, dice.pick(rules), schema));
}

function rulesByType(schema: JsonSchema): string[] {
  if (schema["x-kubernetes-int-or-string"]) return ["type(self) == int ? self > 0 : self != ''"];
  switch (schema.type) {
    case "string":
      return schema.format && schema.format !== "password"
        ? ["self == self"]
        : [
            "self.size() < 8",
            "self == oldSelf",
            "!self.contains('x')",
            "self.startsWith('a') || self == ''",
            "self >= oldSelf",
            "self.matches('^[a-z]*$')",
            "self.split('-').size() < 4",
            "self.lowerAscii() == self || self.size() > 3",
            "self.find('[0-9]+') != '12'",
          ];
    case "integer":
      return [
        "self >= oldSelf",
        "self % 2 == 0",
        "self < 9",
        "self != 3 || oldSelf != 4",
        "self in [0, 1, 2, 3, 5, 8]",
        "string(self) != '4'",
      ];
    case "number":
      return ["self >= oldSelf", "self < 9.5"];
    case "boolean":
      return ["self == oldSelf", "self || !oldSelf"];
    case "array":
      return [
        "self.size() >= oldSelf.size()",
        "self.size() != 3",
        "self == oldSelf",
        "self.all(item, item == item)",
        "self.exists_one(item, item == self[0])",
        "oldSelf.all(item, item in self)",
      ];
    case "object":
      return objectRules(schema);
    default:
      return [];
  }
}

function objectRules(schema: JsonSchema): string[] {
  const fields = Object.keys(schema.properties ?? {}).filter((name) =>
    /^[a-z]$|^port$|^value$|^items$/.test(name),
  );
  const [first, second = first] = fields;
  if (schema.additionalProperties)
    return ["self.size() < 3", "!('bad' in self)", "oldSelf.all(key, key in self)"];
  if (first === undefined || second === undefined) return ["self == oldSelf"];
  return [
    `has(self.${first}) == has(self.${second})`,
    `!has(oldSelf.${first}) || has(self.${first})`,
    `!has(self.${first}) || has(self.${second})`,
    `has(self.${first})`,
  ];
}

function decorated(dice: Dice, rule: string, schema: JsonSchema): ValidationRule {
  const result: ValidationRule = { rule };
  if (dice.chance(0.5)) result.message = dice.pick(["must be right", "is wrong: it must not change"]);
  if (dice.chance(0.25))
    result.messageExpression = dice.pick(["'by expression'", "'type ' + string(type(self) == type(self))"]);
  if (dice.chance(0.3))
    result.reason = dice.pick([
      "FieldValueInvalid",
      "FieldValueForbidden",
      "FieldValueRequired",
      "FieldValueDuplicate",
    ] as const);
  const [field] = Object.keys(schema.properties ?? {});
  if (field && /^[a-z]+$/.test(field) && dice.chance(0.4)) result.fieldPath = `.${field}`;
  if (/oldSelf/.test(rule) && dice.chance(0.3)) {
    result.optionalOldSelf = true;
    result.rule = `!oldSelf.hasValue() || ${rule.replaceAll("oldSelf", "oldSelf.value()")}`;
  }
  return result;
}
