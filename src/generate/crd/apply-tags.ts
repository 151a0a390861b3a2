import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { Position, Tag } from "../model/type.ts";
import { ArgumentError } from "../marker/argument-error.ts";
import { isRbac } from "../read/comment-reader.ts";
import { Problems } from "../read/problems.ts";
import { isGate } from "./feature-gates.ts";
import { keepBoth, narrowing } from "./keep-both.ts";
import { fromMarker, type MarkerUse } from "./kubebuilder-marker.ts";
import { isKindMarker } from "./kind-markers.ts";
import { markerRules } from "./marker-rules.ts";
import { isRequirement } from "./requirement.ts";
import type { TagRule } from "./tag-rule.ts";
import { tagRules } from "./tag-rules.ts";
import { unknownHint } from "./unknown-hint.ts";
import { ruleKey, type Origin, type WriteContext } from "./write-context.ts";

/** A tag that is understood, and what it is said of. */
interface Use {
  readonly tag: Tag;
  readonly rule: TagRule;
  /** Of the tag, also where a marker says it. */
  readonly name: string;
  readonly text: string;
  /** `items`, `values`: the way to what it is said of. */
  readonly path: readonly string[];
}

/** Applies the tags of one comment to a schema. One that is unknown, misplaced, repeated or wrong is a problem at its own place. */
export function applyTags(schema: JsonSchema, tags: readonly Tag[], context: WriteContext): void {
  const { problems } = context;
  const reports = problems.reports;
  const uses = tags.flatMap((tag) => understand(tag, problems) ?? []);
  const seen = new Set<string>();
  const layer: Layer = new Map();
  for (const use of uses.toSorted((a, b) => rank(a) - rank(b))) {
    const { tag, rule, path } = use;
    const key = [...path, use.name].join(".");
    if (seen.has(key) && !rule.repeatable) misplaced(tag, problems, "it is given twice");
    else apply(schema, use, { context, layer });
    seen.add(key);
  }
  for (const [target, { before, said }] of layer) keepBoth(target, before, said);
  if (problems.reports > reports) context.unsure?.add(schema);
}

/** What the schemas that a comment speaks of were before it, and which of their keywords earlier comments had set. */
type Layer = Map<JsonSchema, { readonly before: JsonSchema; readonly said: ReadonlySet<keyof JsonSchema> }>;

/** Reports tags that are not known, of something whose type was refused: whether they fit it cannot be said. */
export function checkTagNames(tags: readonly Tag[], { problems }: Pick<WriteContext, "problems">): void {
  for (const tag of tags) understand(tag, problems);
}

/** Whether a tag is one that says something to a schema or to a kind. */
export function isKnownTag(tag: Tag): boolean {
  if (isRequirement(tag) || isGate(tag) || isKindMarker(tag)) return true;
  const ignored = new Problems();
  return understand(tag, ignored) !== undefined || ignored.count > 0;
}

function rank({ rule }: Use): number {
  return rule.order ?? 0;
}

function understand(given: Tag, problems: Problems): Use | undefined {
  // roles are read from the whole file
  if (isRbac(given) || isAboutGo(given)) return undefined;
  if (isRequirement(given)) {
    misplaced(given, problems, "only a property can be left out or not");
    return undefined;
  }
  if (isGate(given)) {
    misplaced(given, problems, "only a property or a kind can be behind a feature gate");
    return undefined;
  }
  if (/^\+(groupName|versionName|kubebuilder:skip)$/.test(given.name)) {
    misplaced(given, problems, "it is about a file: write it above the file's first statement");
    return undefined;
  }
  if (isKindMarker(given)) {
    misplaced(given, problems, "it is about a kind: write it before the type that resource<T>({...}) names");
    return undefined;
  }
  const tag = given.name.startsWith("+") ? readMarker(given, problems) : given;
  if (tag === "wrong") return undefined;
  const path = tag?.name.split(".") ?? [];
  const name = path.pop() ?? "";
  const own = given.name.startsWith("+") && Object.hasOwn(markerRules, name) ? markerRules : tagRules;
  const rule = Object.hasOwn(own, name) ? own[name] : undefined;
  if (!tag || !rule || path.some((step) => step !== "items" && step !== "values")) {
    // what other packages say to other tools is none of a user's mistakes
    if (/[\\/]node_modules[\\/]/.test(given.position.file)) return undefined;
    reportUnknown(given, problems);
    return undefined;
  }
  return { tag: given, rule, name, text: tag.text, path };
}

function readMarker(tag: Tag, problems: Problems): MarkerUse | "wrong" | undefined {
  try {
    return fromMarker(tag);
  } catch (error) {
    reportArgument(tag, error, problems);
    return "wrong";
  }
}

/** Markers for generators of Go code and of OpenAPI for built-in kinds, which controller-gen passes over too, and those that operator-sdk makes a bundle of: nothing in a definition is made of them. */
function isAboutGo({ name }: Tag): boolean {
  return aboutGo.test(name.slice(1)) && name.startsWith("+");
}

const aboutGo =
  /^(kubebuilder:(object|ac):|k8s:[a-z]+-(gen|lifecycle-gen)\b|genclient\b|patchStrategy$|patchMergeKey$|protobuf\b|enum$|union$|unionDiscriminator$|unionMember\b|featureGate$|operator-sdk:)/;

function apply(
  schema: JsonSchema,
  { tag, rule, text, path }: Use,
  { context: { problems, origins }, layer }: { context: WriteContext; layer: Layer },
): void {
  let target: JsonSchema = schema;
  for (const step of path) {
    const inner = below(target, step);
    if (!inner) return misplaced(tag, problems, `${nounOf(target)} has no ${step}`);
    target = inner;
  }
  if (rule.on && !fits(target, rule.on))
    return misplaced(tag, problems, `it needs ${article(rule.on)}, this is ${nounOf(target)}`);
  const origin = origins.get(target) ?? { position: tag.position, keywords: new Map() };
  origins.set(target, origin);
  if (!layer.has(target))
    layer.set(target, { before: narrowing(target), said: new Set(origin.keywords.keys()) });
  try {
    rule.apply(target, namesConstant(target, tag) ? (tag.constant ?? text) : text);
  } catch (error) {
    reportArgument(tag, error, problems);
  }
  if (rule.keyword) origin.keywords.set(rule.keyword, tag.position);
  if (rule.keyword === "x-kubernetes-validations") placeRules(target, origin, tag.position);
}

/** Several tags of a comment may each add a rule. */
function placeRules(schema: JsonSchema, { keywords }: Origin, position: Position): void {
  for (const { rule } of schema["x-kubernetes-validations"] ?? []) {
    const key = ruleKey(rule);
    if (!keywords.has(key)) keywords.set(key, position);
  }
}

/** A word that is no value of the schema, as a text, is the name of a constant. */
function namesConstant(schema: JsonSchema, { text, constant }: Tag): boolean {
  if (constant === undefined) return false;
  return schema.type === "string" ? schema.enum?.includes(text) === false : !/^(true|false|null)$/.test(text);
}

function reportArgument(tag: Tag, error: unknown, problems: Problems): void {
  if (!(error instanceof ArgumentError)) throw error;
  problems.error(tag.position, {
    code: "TAG_ARGUMENT",
    message: `wrong argument of "${shown(tag)}": ${error.message}`,
  });
}

function below(schema: JsonSchema, step: string): JsonSchema | undefined {
  if (step === "items") return schema.items;
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
}

function fits(schema: JsonSchema, on: "number" | "string" | "array" | "object"): boolean {
  if (schema["x-kubernetes-int-or-string"]) return on === "number" || on === "string";
  return schema.type === on || (on === "number" && schema.type === "integer");
}

function reportUnknown(tag: Tag, problems: Problems): void {
  problems.error(tag.position, {
    code: "TAG_UNKNOWN",
    message: `unknown tag "${shown(tag)}"`,
    hint: unknownHint(tag),
  });
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

function nounOf(schema: JsonSchema): string {
  if (schema["x-kubernetes-int-or-string"]) return "an int-or-string";
  return schema.type ? article(schema.type) : "a value of any type";
}

function article(noun: string): string {
  return /^[aeio]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}
