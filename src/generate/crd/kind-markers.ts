import { equalJson } from "../../base/json.ts";
import type { PrinterColumn, ResourceDefinition } from "../../kube/resource.ts";
import { ArgumentError } from "../marker/argument-error.ts";
import { parseFields, type Fields } from "../marker/parse-fields.ts";
import type { KindVersion } from "../model/kind.ts";
import type { Doc, Position, Tag } from "../model/type.ts";
import type { Problems } from "../read/problems.ts";
import { validateDefinition } from "../read/validate-definition.ts";

/** A definition while it is put together. */
type Part = { -readonly [K in keyof ResourceDefinition]?: ResourceDefinition[K] };

/** A marker of controller-gen about a kind as a whole, and what of `resource({...})` it says. */
export interface KindMarker {
  readonly fields: Fields;
  /** The properties of the definition that it sets. */
  readonly sets: readonly (keyof ResourceDefinition)[];
  readonly read: (given: Arguments) => Part;
}

/** Arguments as they are read; those that may be left out may be undefined. */
interface Arguments {
  readonly path?: string;
  readonly singular?: string;
  readonly shortName?: readonly string[];
  readonly categories?: readonly string[];
  readonly scope?: string;
  readonly specpath: string;
  readonly statuspath: string;
  readonly selectorpath?: string;
  readonly JSONPath: string;
  readonly warning?: string;
  readonly annotations?: readonly string[];
  readonly labels?: readonly string[];
}

const text = { type: "string" } as const;
const optional = { type: "string", optional: true } as const;
const texts = { type: { list: "string" }, optional: true } as const;

/** Every such marker by its name without the `+`, as in controller-tools' pkg/crd/markers/crd.go. */
export const kindMarkers: Readonly<Record<string, KindMarker>> = {
  "kubebuilder:resource": {
    fields: { path: optional, singular: optional, shortName: texts, categories: texts, scope: optional },
    sets: ["plural", "singular", "shortNames", "categories", "scope"],
    read: ({ path, singular, shortName, categories, scope }) =>
      given({ plural: path, singular, shortNames: shortName, categories, scope }),
  },
  "kubebuilder:subresource:status": {
    fields: {},
    sets: ["subresources"],
    read: () => ({ subresources: { status: true } }),
  },
  "kubebuilder:subresource:scale": {
    fields: { specpath: text, statuspath: text, selectorpath: optional },
    sets: ["subresources"],
    read: ({ specpath, statuspath, selectorpath }) => ({
      subresources: {
        scale: {
          specReplicasPath: specpath,
          statusReplicasPath: statuspath,
          ...(selectorpath === undefined ? {} : { labelSelectorPath: selectorpath }),
        },
      },
    }),
  },
  "kubebuilder:printcolumn": {
    fields: {
      name: text,
      type: text,
      JSONPath: text,
      description: optional,
      format: optional,
      priority: { type: "integer", optional: true },
    },
    sets: ["printerColumns"],
    read: ({ JSONPath, ...column }) => ({
      printerColumns: [{ ...column, jsonPath: JSONPath } as unknown as PrinterColumn],
    }),
  },
  "kubebuilder:selectablefield": {
    fields: { JSONPath: text },
    sets: ["selectableFields"],
    read: ({ JSONPath }) => ({ selectableFields: [JSONPath] }),
  },
  "kubebuilder:storageversion": { fields: {}, sets: ["storage"], read: () => ({ storage: true }) },
  "kubebuilder:unservedversion": { fields: {}, sets: ["served"], read: () => ({ served: false }) },
  "kubebuilder:skipversion": { fields: {}, sets: ["skip"], read: () => ({ skip: true }) },
  "kubebuilder:deprecatedversion": {
    fields: { warning: optional },
    sets: ["deprecated"],
    read: ({ warning }) => ({ deprecated: warning ?? true }),
  },
  "kubebuilder:metadata": {
    fields: { annotations: texts, labels: texts },
    sets: ["annotations", "labels"],
    read: ({ annotations, labels }) => given({ annotations: pairs(annotations), labels: pairs(labels) }),
  },
};

/** Whether a marker is about a kind as a whole. */
export function isKindMarker(tag: Tag): boolean {
  return findMarker(tag) !== undefined;
}

/**
 * A version with what the markers before its type say, as if `resource({...})` said it. One that says something else than the definition does, or
 * cannot be read, is a problem at its place.
 */
export function applyKindMarkers(version: KindVersion, problems: Problems): KindVersion {
  const tags = version.docs.flatMap((doc) => doc.tags.filter(isKindMarker));
  if (tags.length === 0) return version;
  const places = new Map<string, Position>();
  const definition: Part = { ...version.definition };
  for (const tag of tags) {
    const part = readPart(tag, problems);
    for (const [key, value] of Object.entries(part)) {
      const said = merge(definition[key as keyof Part], value);
      if (said === undefined)
        problems.error(tag.position, {
          code: "RESOURCE_INVALID",
          message: `"${tag.name}" says ${JSON.stringify(value)} of ${key}, resource({...}) says ${JSON.stringify(definition[key as keyof Part])}`,
          hint: "Say it once.",
        });
      else Object.assign(definition, { [key]: said });
      places.set(key, tag.position);
    }
  }
  const positionOf: KindVersion["positionOf"] = (path) =>
    places.get(String(path[0])) ?? version.positionOf(path);
  const valid = validateDefinition(definition, { positionOf, problems });
  const docs = version.docs.map((doc): Doc => ({
    ...doc,
    tags: doc.tags.filter((tag) => !isKindMarker(tag)),
  }));
  return { ...version, docs, positionOf, definition: valid ?? version.definition };
}

function findMarker({ name, text: value }: Tag): { marker: KindMarker; text: string } | undefined {
  const known = name.slice(1);
  if (!name.startsWith("+")) return undefined;
  if (Object.hasOwn(kindMarkers, known) && kindMarkers[known])
    return { marker: kindMarkers[known], text: value };
  const end = known.lastIndexOf(":");
  const marker = Object.hasOwn(kindMarkers, known.slice(0, end))
    ? kindMarkers[known.slice(0, end)]
    : undefined;
  return marker && { marker, text: `${known.slice(end + 1)}=${value}` };
}

function readPart(tag: Tag, problems: Problems): Part {
  const found = findMarker(tag);
  if (!found) return {};
  try {
    return found.marker.read(parseFields(found.text, found.marker.fields) as unknown as Arguments);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    problems.error(tag.position, {
      code: "TAG_ARGUMENT",
      message: `wrong argument of "${tag.name}": ${error.message}`,
    });
    return {};
  }
}

/** Lists get longer and objects get more keys; of anything else there is one. Undefined when the two disagree. */
function merge(known: unknown, value: unknown): unknown {
  if (known === undefined || equalJson(known, value)) return value;
  if (Array.isArray(known) && Array.isArray(value)) return [...(known as unknown[]), ...(value as unknown[])];
  if (!isMergeable(known) || !isMergeable(value)) return undefined;
  const merged: Record<string, unknown> = { ...known };
  for (const [key, part] of Object.entries(value)) {
    if (merged[key] !== undefined && !equalJson(merged[key], part)) return undefined;
    merged[key] = part;
  }
  return merged;
}

function isMergeable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function given(part: Record<string, unknown>): Part {
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
}

/** `key=value` texts as an object. */
function pairs(list: readonly string[] | undefined): Record<string, string> | undefined {
  if (!list) return undefined;
  return Object.fromEntries(
    list.map((pair) => {
      const end = pair.indexOf("=");
      if (end < 0) throw new ArgumentError(`"${pair}" is not in the form key=value`);
      return [pair.slice(0, end), pair.slice(end + 1)];
    }),
  );
}
