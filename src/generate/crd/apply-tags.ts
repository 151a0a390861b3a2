import { nearest } from "../../base/nearest.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { Doc, Tag } from "../model/type.ts";
import type { Problems } from "../read/problems.ts";
import { fromMarker } from "./kubebuilder-marker.ts";
import { TagError, tagRules } from "./tag-rules.ts";

/** Tags that are read elsewhere and mean nothing to a schema. */
const elsewhere = ["rbac", "optional", "required"];

/** Applies the tags of a comment to a schema. A tag that is unknown, misplaced or wrong is a problem at its own place. */
export function applyTags(schema: JsonSchema, doc: Doc, problems: Problems): void {
  for (const tag of doc.tags) applyTag(schema, tag, problems);
}

/** Whether the comment says by a tag or a marker that a field may be left out, or must not. */
export function requirementOf(doc: Doc): "optional" | "required" | undefined {
  const names = doc.tags.map((tag) => tag.name.toLowerCase());
  const said = (word: string) =>
    names.some(
      (name) =>
        name === word ||
        name === `+${word}` ||
        name === `+kubebuilder:validation:${word}` ||
        name === `+k8s:${word}`,
    );
  return said("optional") ? "optional" : said("required") ? "required" : undefined;
}

function applyTag(schema: JsonSchema, given: Tag, problems: Problems): void {
  const marker = given.name.startsWith("+");
  if (
    elsewhere.includes(given.name) ||
    (marker &&
      /^\+(optional|required|k8s:(optional|required)|kubebuilder:(validation:(Optional|Required)|rbac))$/.test(
        given.name,
      ))
  )
    return;
  const tag = marker ? fromMarker(given) : given;
  if (!tag) return unknown(given, problems);
  const [name, ...path] = tag.name.split(".").reverse();
  const target = path.reverse().reduce<JsonSchema | undefined>((inner, step) => below(inner, step), schema);
  const rule = tagRules[name ?? ""];
  if (!rule) return unknown(given, problems);
  if (!target)
    return misplaced(
      given,
      problems,
      `"${path.join(".")}" leads nowhere: the type has no ${path.includes("items") ? "items" : "values"}`,
    );
  if (rule.on && !fits(target, rule.on))
    return misplaced(
      given,
      problems,
      `it needs ${article(rule.on)}, this is ${article(target.type ?? "value of any type")}`,
    );
  try {
    rule.apply(target, tag.text);
  } catch (error) {
    if (!(error instanceof TagError)) throw error;
    problems.error(given.position, {
      code: "TAG_ARGUMENT",
      message: `wrong argument of "${shown(given)}": ${error.message}`,
    });
  }
}

function below(schema: JsonSchema | undefined, step: string): JsonSchema | undefined {
  if (step === "items") return schema?.items;
  if (step === "values" && typeof schema?.additionalProperties === "object")
    return schema.additionalProperties;
  return undefined;
}

function fits(schema: JsonSchema, on: "number" | "string" | "array" | "object"): boolean {
  if (schema["x-kubernetes-int-or-string"]) return on === "number" || on === "string";
  return schema.type === on || (on === "number" && schema.type === "integer");
}

function unknown(tag: Tag, problems: Problems): void {
  const guess = nearest(tag.name.replace(/^\+kubebuilder:validation:/, ""), Object.keys(tagRules));
  const hint = guess
    ? `Did you mean "@${guess}"?`
    : `Known tags: ${Object.keys(tagRules)
        .map((name) => `@${name}`)
        .join(", ")}; before them "items." or "values.".`;
  problems.error(tag.position, { code: "TAG_UNKNOWN", message: `unknown tag "${shown(tag)}"`, hint });
}

function misplaced(tag: Tag, problems: Problems, why: string): void {
  problems.error(tag.position, {
    code: "TAG_MISPLACED",
    message: `"${shown(tag)}" cannot stand here: ${why}`,
  });
}

function shown({ name }: Tag): string {
  return name.startsWith("+") ? name : `@${name}`;
}

function article(noun: string): string {
  return noun === "value of any type" ? `a ${noun}` : /^[aeio]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}
