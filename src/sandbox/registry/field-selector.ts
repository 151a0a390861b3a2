import { isJsonObject } from "../../base/json.ts";
import { valueAt, type ApiObject } from "../api-object.ts";
import { badRequest } from "../status-error.ts";

/** A field that objects can be selected by. */
export interface SelectableField {
  /** Its own name, which is another one than the label's where that is an old one. */
  readonly field: string;
  text(object: ApiObject): string;
  /** Whether a real server finds by it without looking at all objects: pages of a list count these alone. */
  readonly indexed?: boolean;
}

/** What a field selector asks for. */
export interface FieldSelector {
  readonly isEmpty: boolean;
  matches(object: ApiObject): boolean;
  /** The value that a field must have, if one is asked for. */
  exact(field: string): string | undefined;
  /** An indexed field that must have a value, as a condition of its own. */
  readonly index: ((object: ApiObject) => boolean) | undefined;
}

/** One term of a field selector. */
interface FieldTerm {
  readonly label: string;
  readonly value: string;
  readonly equal: boolean;
}

/**
 * A field selector over the fields that a resource lets itself be selected by. `unknown` words the refusal of
 * another field, which differs between resources. Grammar of k8s.io/apimachinery/pkg/fields/selector.go.
 */
export function parseFieldSelector(
  text: string,
  options: { fields: ReadonlyMap<string, SelectableField>; unknown: (label: string) => string },
): FieldSelector {
  const terms = splitTerms(text).map((part) => {
    const term = parseTerm(part, text);
    const found = options.fields.get(term.label);
    if (!found) throw badRequest(options.unknown(term.label));
    return { ...term, ...found };
  });
  const index = terms.find(({ indexed, equal }) => indexed && equal);
  return {
    isEmpty: terms.length === 0,
    matches: (object) => terms.every((term) => (term.text(object) === term.value) === term.equal),
    exact: (field) => terms.find((term) => term.field === field && term.equal)?.value,
    index: index && ((object) => index.text(object) === index.value),
  };
}

/** A field at a dotted path; absent ones are empty. */
export function fieldAt(path: string): SelectableField {
  const steps = path.split(".");
  return { field: path, text: (object) => textOf(valueAt(object, steps)) };
}

/** Refuses a text that is no field selector, whatever it selects by. */
export function checkFieldSelector(text: string): void {
  for (const part of splitTerms(text)) parseTerm(part, text);
}

/** In the order of the alphabet, as a real server looks at them. */
function splitTerms(text: string): string[] {
  const parts = text.split(/(?<!\\),/);
  return parts.filter((part) => part !== "").sort();
}

function parseTerm(part: string, selector: string): FieldTerm {
  const match = /^((?:[^\\=!]|\\.)*?)(!=|==|=)(.*)$/s.exec(part);
  if (!match) throw badRequest(`invalid selector: '${selector}'; can't understand '${part}'`);
  const [, label = "", operator, value = ""] = match;
  return { label, value: unescapeValue(value), equal: operator !== "!=" };
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

function textOf(value: unknown): string {
  return value === undefined || value === null || isJsonObject(value) || Array.isArray(value)
    ? ""
    : String(value);
}
