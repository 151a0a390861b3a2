import { ArgumentError } from "../marker/argument-error.ts";
import { parseArgument } from "../marker/parse-argument.ts";
import { parseFields } from "../marker/parse-fields.ts";
import type { Tag } from "../model/type.ts";
import { checkExact } from "./tag-error.ts";
import { schemaMarkers, type SchemaMarker } from "./marker-table.ts";

/** What a raw marker asks for: a tag's name, with the way to what it is said of, and the argument in the tag's own form. */
export interface MarkerUse {
  readonly name: string;
  readonly text: string;
}

/**
 * A raw `+kubebuilder:` line as the tag that means the same, for code that is being moved here; undefined when there is no such marker, or
 * when it is not about a schema.
 *
 * @throws ArgumentError
 */
export function fromMarker(tag: Tag): MarkerUse | undefined {
  const found = findMarker(tag);
  if (!found) return undefined;
  const { marker, path, text } = found;
  return { name: path + marker.tag, text: argumentText(marker, text) };
}

/** The marker, `items.` where it is about what is in a list, and the text of its arguments. */
function findMarker(tag: Tag): { marker: SchemaMarker; path: "" | "items."; text: string } | undefined {
  const name = tag.name.slice(1);
  const exact = lookUp(name);
  if (exact) return { ...exact, text: tag.text };
  // the first of several arguments follows the name: `XValidation:rule="…"`
  const end = name.lastIndexOf(":");
  const found = end < 0 ? undefined : lookUp(name.slice(0, end));
  const hasFields = typeof found?.marker.argument === "object" && "fields" in found.marker.argument;
  return found && hasFields ? { ...found, text: `${name.slice(end + 1)}=${tag.text}` } : undefined;
}

function lookUp(name: string): { marker: SchemaMarker; path: "" | "items." } | undefined {
  const [, prefix = "", items, rest = ""] = /^(kubebuilder:validation:)(items:)?(.*)$/.exec(name) ?? [
    "",
    "",
    "",
    name,
  ];
  const known = prefix + rest;
  const marker = Object.hasOwn(schemaMarkers, known) ? schemaMarkers[known] : undefined;
  if (!marker || (items && !marker.items)) return undefined;
  return { marker, path: items ? "items." : "" };
}

/** Markers write values in a form of their own; tags take JSON, or a text as it is. */
function argumentText({ tag, argument }: SchemaMarker, text: string): string {
  if (argument === undefined) return text;
  if (argument === "json") return jsonText(text);
  if (typeof argument === "object" && "fields" in argument)
    return fieldsText(tag, parseFields(text, argument.fields));
  if (text === "" && argument !== "any" && argument !== "string")
    throw new ArgumentError("expected an argument, found nothing");
  const value = parseArgument(text, argument);
  if (tag === "title" && typeof value !== "string")
    throw new ArgumentError(`expected a text, found ${JSON.stringify(value)}`);
  if (argument === "any" || tag === "enum") return tag === "title" ? String(value) : JSON.stringify(value);
  return Array.isArray(value) ? value.join(";") : String(value);
}

/** `+default=` takes JSON; what a Go constant holds cannot be known here. */
function jsonText(text: string): string {
  if (text.startsWith("ref(")) throw new ArgumentError(`expected JSON, found "${text}": write the value`);
  checkExact(text);
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    throw new ArgumentError(`expected JSON, found "${text}"`);
  }
}

function fieldsText(tag: string, fields: Readonly<Record<string, unknown>>): string {
  if (tag === "externalDocs") return [fields.url, fields.description].filter(Boolean).join(" ");
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(", ");
}
