import { isJsonObject } from "../../base/json.ts";
import { valueAt, type ApiObject } from "../api-object.ts";
import { badRequest } from "../status-error.ts";

/** Whether an object's fields match. */
export type FieldMatcher = (object: ApiObject) => boolean;

/** One term of a field selector. */
interface FieldTerm {
  readonly field: string;
  readonly value: string;
  readonly equal: boolean;
}

/**
 * A field selector over the fields that a resource lets itself be selected by. `unknown` words the refusal of
 * another field, which differs between resources. Grammar of k8s.io/apimachinery/pkg/fields/selector.go.
 */
export function parseFieldSelector(
  text: string,
  options: { fields: readonly string[]; unknown: (field: string) => string },
): FieldMatcher {
  const terms = splitTerms(text).map((part) => parseTerm(part, text));
  for (const { field } of terms)
    if (!options.fields.includes(field)) throw badRequest(options.unknown(field));
  return (object) => terms.every(({ field, value, equal }) => (fieldText(object, field) === value) === equal);
}

/** Refuses a text that is no field selector, whatever it selects by. */
export function checkFieldSelector(text: string): void {
  for (const part of splitTerms(text)) parseTerm(part, text);
}

function splitTerms(text: string): string[] {
  const parts = text.split(/(?<!\\),/);
  return parts.filter((part) => part !== "");
}

function parseTerm(part: string, selector: string): FieldTerm {
  const match = /^((?:[^\\=!]|\\.)*?)(!=|==|=)(.*)$/s.exec(part);
  if (!match) throw badRequest(`invalid selector: '${selector}'; can't understand '${part}'`);
  const [, field = "", operator, value = ""] = match;
  return { field, value: unescapeValue(value), equal: operator !== "!=" };
}

/** Follows UnescapeValue. */
function unescapeValue(value: string): string {
  const refused = (problem: string) => badRequest(`invalid field selector: ${problem}`);
  return value.replaceAll(/\\(.?)|[,=]/gsu, (found, escaped?: string) => {
    if (escaped === undefined) throw refused(`unescaped character in value: ${found.codePointAt(0)}`);
    if (escaped === "" || !"\\,=".includes(escaped)) throw refused(`invalid escape sequence: ${found}`);
    return escaped;
  });
}

/** A selectable field as text: absent ones are empty. */
function fieldText(object: ApiObject, field: string): string {
  const value = valueAt(object, field.split("."));
  return value === undefined || value === null || isJsonObject(value) || Array.isArray(value)
    ? ""
    : String(value);
}
