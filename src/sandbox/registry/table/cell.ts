import { isJsonObject, type JsonObject } from "../../../base/json.ts";
import { labelRequirements, type LabelSelector } from "../../../kube/selector.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import type { BuiltInColumn } from "./built-in-column.ts";
import { ageText } from "./human-duration.ts";

/** The column that every table has near its end. */
export const age: BuiltInColumn = {
  name: "Age",
  value: (object, now) => ageText(object.metadata.creationTimestamp, now),
};

/** A column of the text below a path, or of another where there is none. */
export function text(
  name: string,
  path: string,
  options: { none?: string; priority?: number } = {},
): BuiltInColumn {
  const { none = "", priority = 0 } = options;
  return { name, priority, value: (object) => textAt(object, path) || none };
}

/** A column of the number below a path, 0 where there is none. */
export function integer(name: string, path: string): BuiltInColumn {
  return { name, type: "integer", value: (object) => numberAt(object, path) };
}

/** A column of the name of who may be a default, and says so in an annotation. */
export function nameOfDefault(annotations: readonly string[]): BuiltInColumn {
  return {
    name: "Name",
    value: ({ metadata }) => {
      const isDefault = annotations.some((annotation) => metadata.annotations?.[annotation] === "true");
      return `${metadata.name}${isDefault ? " (default)" : ""}`;
    },
  };
}

/** Wide columns about the containers of a template. */
export function templateColumns(path: string): BuiltInColumn[] {
  const join = (key: string) => (object: ApiObject) =>
    objectsAt(object, `${path}.spec.containers`)
      .map((container) => String(container[key] ?? ""))
      .join(",");
  return [
    { name: "Containers", priority: 1, value: join("name") },
    { name: "Images", priority: 1, value: join("image") },
  ];
}

/** A wide column of a label selector. */
export function selectorColumn(path: string): BuiltInColumn {
  return { name: "Selector", priority: 1, value: (object) => selectorText(at(object, path)) };
}

export function at(object: unknown, path: string): unknown {
  return valueAt(object, path.split("."));
}

export function textAt(object: unknown, path: string): string {
  const value = at(object, path);
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

export function numberAt(object: unknown, path: string): number {
  const value = at(object, path);
  return typeof value === "number" ? value : 0;
}

export function listAt(object: unknown, path: string): unknown[] {
  const value = at(object, path);
  return Array.isArray(value) ? value : [];
}

export function objectsAt(object: unknown, path: string): JsonObject[] {
  return listAt(object, path).filter(isJsonObject);
}

/** How many entries a map has. */
export function sizeOf(value: unknown): number {
  return isJsonObject(value) ? Object.keys(value).length : 0;
}

/** Whether a condition is there; its status where it is. */
export function conditionAt(object: unknown, type: string): unknown {
  return objectsAt(object, "status.conditions").find((condition) => condition.type === type)?.status;
}

/** As labels.FormatLabels of k8s.io/apimachinery. */
export function labelsText(labels: unknown): string {
  if (!isJsonObject(labels) || sizeOf(labels) === 0) return "<none>";
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${String(value)}`)
    .sort()
    .join(",");
}

/** As metav1.FormatLabelSelector. */
export function selectorText(selector: unknown, none = "<none>"): string {
  if (!isJsonObject(selector)) return none;
  const requirements = labelRequirements(selector as LabelSelector).map(
    ({ key, operator, values }, index) => {
      const list = `(${[...values].sort().join(",")})`;
      if (operator === "Exists") return { key, said: key };
      if (operator === "DoesNotExist") return { key, said: `!${key}` };
      if (operator === "NotIn") return { key, said: `${key} notin ${list}` };
      return {
        key,
        said: index < sizeOf(selector.matchLabels) ? `${key}=${values.join()}` : `${key} in ${list}`,
      };
    },
  );
  requirements.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return requirements.map(({ said }) => said).join(",") || none;
}

/** As listWithMoreString of k8s.io/kubernetes/pkg/printers/internalversion: the first ones, and how many more there are. */
export function firstOf(
  texts: readonly string[],
  options: { most: number; none: string; separator?: string },
): string {
  const { most, none, separator = "," } = options;
  if (texts.length === 0) return none;
  const shown = texts.slice(0, most).join(separator);
  return texts.length > most ? `${shown} + ${texts.length - most} more...` : shown;
}
