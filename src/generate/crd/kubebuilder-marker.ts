import type { Tag } from "../model/type.ts";
import { parseMarkerValue } from "./marker-value.ts";
import { TagError } from "./tag-error.ts";
import type { TagRule } from "./tag-rule.ts";

/** Markers whose tag has another name; all others of `+kubebuilder:validation:` have the tag's name in CamelCase. */
const renamed: Readonly<Record<string, string>> = {
  "kubebuilder:default": "default",
  default: "default",
  "kubebuilder:example": "example",
  "kubebuilder:title": "title",
  nullable: "nullable",
  listType: "listType",
  listMapKey: "listMapKey",
  mapType: "mapType",
  structType: "structType",
  "k8s:listType": "listType",
  "k8s:listMapKey": "listMapKey",
  "k8s:immutable": "immutable",
  "kubebuilder:pruning:PreserveUnknownFields": "preserveUnknownFields",
  "kubebuilder:validation:XPreserveUnknownFields": "preserveUnknownFields",
  "kubebuilder:validation:XEmbeddedResource": "embeddedResource",
  "kubebuilder:validation:XIntOrString": "intOrString",
  "kubebuilder:validation:XValidation": "validation",
};

/** Where a marker does something else than the tag of its name: an exclusive bound is a flag beside the bound. */
export const markerRules: Readonly<Record<string, TagRule>> = {
  exclusiveMinimum: exclusiveFlag("minimum"),
  exclusiveMaximum: exclusiveFlag("maximum"),
};

function exclusiveFlag(bound: "minimum" | "maximum"): TagRule {
  const keyword = bound === "minimum" ? "exclusiveMinimum" : "exclusiveMaximum";
  return {
    on: "number",
    order: "last",
    keyword,
    apply(schema, text) {
      if (text !== "true" && text !== "false" && text !== "")
        throw new TagError(`expected true or false, found "${text}"`);
      if (schema[bound] === undefined) throw new TagError(`there is no ${bound} that it could exclude`);
      if (text !== "false") schema[keyword] = true;
    },
  };
}

/** Markers whose place is the definition, or that have none. */
const elsewhere: readonly (readonly [RegExp, string])[] = [
  [
    /^kubebuilder:resource\b/,
    "Write plural, singular, scope, shortNames and categories into resource({...}).",
  ],
  [
    /^kubebuilder:subresource:/,
    "Write subresources into resource({...}); status is there when the type has one.",
  ],
  [/^kubebuilder:printcolumn\b/, "Write printerColumns into resource({...})."],
  [/^kubebuilder:selectablefield\b/, "Write selectableFields into resource({...})."],
  [/^kubebuilder:storageversion\b/, "Write storage: true into resource({...})."],
  [
    /^kubebuilder:(unservedversion|skipversion)\b/,
    "Write served: false into resource({...}), or take the version out.",
  ],
  [/^kubebuilder:deprecatedversion\b/, "Write deprecated into resource({...}), or @deprecated on the kind."],
  [/^kubebuilder:metadata\b/, "Write labels and annotations into resource({...})."],
  [/^k8s:enum$/, 'Write a union of literals: "a" | "b".'],
  [
    /^(kubebuilder:object|k8s:deepcopy-gen|kubebuilder:ac|genclient|groupName|versionName)/,
    "It steers Go code: delete it.",
  ],
  [/UniqueItems$/, 'The API server refuses it: use "@listType set".'],
];

/**
 * A raw `+kubebuilder:` line as the tag that means the same, for code that is being moved here. A text says where to write it instead; undefined when
 * there is no such marker.
 */
export function fromMarker(tag: Tag): Tag | string | undefined {
  const name = tag.name.slice(1);
  const hint = elsewhere.find(([pattern]) => pattern.test(name))?.[1];
  if (hint) return hint;
  const [base = "", inline] = splitArguments(name);
  const text = inline === undefined ? tag.text : `${inline}=${tag.text}`;
  const match = /^kubebuilder:validation:(items:)?([A-Z]\w*)$/.exec(base);
  const direct = renamed[base] ?? (match && renamed[`kubebuilder:validation:${match[2]}`]);
  if (base === "kubebuilder:externalDocs") return { ...tag, name: "externalDocs", text: docsText(text) };
  const keyword = match?.[2] ?? "";
  const target = direct ?? (match ? keyword.charAt(0).toLowerCase() + keyword.slice(1) : undefined);
  if (target === undefined || /^(sensitive|immutable)$/.test(match ? target : "")) return undefined;
  const path = match?.[1] ? "items." : "";
  return { ...tag, name: path + target, text: valueText(target, text) };
}

/** `kubebuilder:validation:XValidation:rule` holds the name of the first argument. */
function splitArguments(name: string): [string, string | undefined] {
  const end = name.lastIndexOf(":");
  const last = name.slice(end + 1);
  return end > 0 && /^[a-z]/.test(last) && /(XValidation|externalDocs)$/.test(name.slice(0, end))
    ? [name.slice(0, end), last]
    : [name, undefined];
}

function docsText(text: string): string {
  const argument = (key: string) =>
    new RegExp(`${key}=(?:"([^"]*)"|([^",]+))`).exec(text)?.slice(1).find(Boolean);
  return [argument("url"), argument("description")].filter(Boolean).join(" ");
}

/** Markers write values in a form of their own; tags take JSON, or a text as it is. */
function valueText(target: string, text: string): string {
  if (target === "validation") return text;
  const value = parseMarkerValue(text);
  if (target.startsWith("exclusive")) return text;
  if (value === undefined || value === true) return text === "true" && target !== "default" ? "" : text;
  if (target === "default" || target === "example" || target === "enum") return JSON.stringify(value);
  if (Array.isArray(value)) return value.join(";");
  return typeof value === "string" ? value : text;
}
