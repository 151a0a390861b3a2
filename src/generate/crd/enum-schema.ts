import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { Literal, Type } from "../model/type.ts";
import { escapePattern } from "../read/escape-pattern.ts";
import { celLiteral } from "./cel-literal.ts";
import type { WriteContext } from "./write-context.ts";

/**
 * A choice of literals. With null among them it cannot be an `enum`: a server refuses null wherever there is one, even one that names null
 * (k8s.io/kube-openapi's pkg/validation/validate, basicCommonValidator). Then it is a pattern of texts, or a rule for the rest.
 */
export function enumSchema(
  { values, nullable, position, written = position }: Type & { kind: "enum" },
  { problems }: WriteContext,
): JsonSchema {
  const [type = "string", ...others] = new Set(values.map(typeOfLiteral));
  if (others.length > 0) {
    problems.error(written, {
      code: "TYPE_UNSUPPORTED",
      message: `the values of an enum must be of one type, found ${[type, ...others].join(" and ")}`,
    });
  }
  // both values of a boolean are no choice
  if (type === "boolean" && values.length === 2) return { type };
  if (!nullable) return { type, enum: [...values] };
  return { type, ...(type === "string" ? textChoice(values) : valueChoice(values)) };
}

function textChoice(values: readonly Literal[]): JsonSchema {
  const texts = values.map((value) => escapePattern(String(value)));
  return { pattern: `^(${texts.join("|")})$` };
}

function valueChoice(values: readonly Literal[]): JsonSchema {
  const rule = values.map((value) => `self == ${celLiteral(value)}`).join(" || ");
  return { "x-kubernetes-validations": [{ rule, message: `must be ${values.join(" or ")}` }] };
}

function typeOfLiteral(value: Literal): "string" | "boolean" | "integer" | "number" {
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value === "string" ? "string" : "boolean";
}
