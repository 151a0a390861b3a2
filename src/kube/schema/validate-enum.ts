import { goQuote } from "../../base/go-quote.ts";
import { equalJson } from "../../base/json.ts";
import type { JsonSchema } from "./json-schema.ts";
import { fieldOf, type Outcome } from "./outcome.ts";
import { showValue } from "./show-value.ts";

/** A value that is not in the enum. No enum has null, not even one that lists it (basicCommonValidator of k8s.io/kube-openapi/pkg/validation/validate/validator.go). */
export function validateEnum({ enum: values }: JsonSchema, value: unknown, path: string): Outcome {
  if (!values || values.length === 0) return fine;
  if (value !== null && values.some((allowed) => isSame(value, allowed))) return fine;
  const supported = values.map((allowed) =>
    goQuote(typeof allowed === "string" ? allowed : JSON.stringify(allowed)),
  );
  const message = `Unsupported value: ${showValue(value)}: supported values: ${supported.join(", ")}`;
  return { errors: [{ type: "FieldValueNotSupported", field: fieldOf(path), message }], checks: 0 };
}

const fine: Outcome = { errors: [], checks: 0 };

/** Numbers are compared in the type of the one that the enum has: an integer there takes the whole part. */
function isSame(value: unknown, allowed: unknown): boolean {
  if (typeof value !== "number") return equalJson(value, allowed);
  if (typeof allowed === "number") return (Number.isInteger(allowed) ? Math.trunc(value) : value) === allowed;
  // as Go converts an integer to a text: to the character that has this number
  return typeof allowed === "string" && Number.isInteger(value) && characterOf(value) === allowed;
}

function characterOf(code: number): string {
  const isCharacter = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : "\ufffd";
}
