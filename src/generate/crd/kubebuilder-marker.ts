import type { Tag } from "../model/type.ts";

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
  "kubebuilder:pruning:PreserveUnknownFields": "preserveUnknownFields",
  "kubebuilder:validation:EmbeddedResource": "embeddedResource",
  "kubebuilder:validation:XEmbeddedResource": "embeddedResource",
  "kubebuilder:validation:XPreserveUnknownFields": "preserveUnknownFields",
  "kubebuilder:validation:XValidation": "validation",
  "k8s:immutable": "immutable",
  "k8s:listType": "listType",
  "k8s:listMapKey": "listMapKey",
};

/** A raw `+kubebuilder:` line as the tag that means the same, for code that is being moved here; undefined when it is no such line or has no counterpart. */
export function fromMarker(tag: Tag): Tag | undefined {
  if (!tag.name.startsWith("+")) return undefined;
  const name = tag.name.slice(1);
  const direct = renamed[name];
  if (direct) return { ...tag, name: direct, text: withoutQuotes(direct, tag.text) };
  const rule = /^kubebuilder:validation:(?:items:)?XValidation:(\w+)$/.exec(name);
  if (rule) {
    const target = name.includes(":items:") ? "items.validation" : "validation";
    return { ...tag, name: target, text: `${rule[1]}=${tag.text}` };
  }
  const match = /^kubebuilder:validation:(items:)?([A-Z]\w*)(?::(.*))?$/.exec(name);
  if (!match) return undefined;
  const [, items, keyword = "", inline] = match;
  const target = (items ? "items." : "") + (keyword[0] ?? "").toLowerCase() + keyword.slice(1);
  return { ...tag, name: target, text: withoutQuotes(target, tag.text || (inline ?? "")) };
}

/** Markers quote what tags need not. */
function withoutQuotes(name: string, text: string): string {
  if (name === "default" || name === "example" || name === "validation") return text;
  return /^(`[^`]*`|"[^"]*")$/.test(text) ? text.slice(1, -1) : text;
}
