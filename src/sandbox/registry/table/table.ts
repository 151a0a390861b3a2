import type { ApiObject } from "../../api-object.ts";
import type { PrinterColumn } from "../../../kube/resource.ts";
import type { ServedResource } from "../served-resource.ts";
import type { BuiltInColumn } from "./built-in-column.ts";
import { builtInColumns } from "./built-in-columns.ts";
import { ageText } from "./human-duration.ts";
import { parseJsonPath } from "./json-path.ts";

/** meta/v1 TableColumnDefinition. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

/** How a resource's objects become rows. */
export interface ObjectTable {
  readonly columns: readonly TableColumn[];
  /** The cells of an object at `now` (milliseconds). */
  cells(object: ApiObject, now: number): unknown[];
}

const nameColumn = column("Name", {
  format: "name",
  description:
    "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names",
});

const createdColumn: PrinterColumn = {
  name: "Age",
  type: "date",
  jsonPath: ".metadata.creationTimestamp",
  description:
    "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
};

/** The table of a resource: its own columns, or name and age of a custom one, name and creation of a built-in one. */
export function tableFor(resource: ServedResource): ObjectTable {
  if (resource.strategy.custom) return customTable(resource.printerColumns);
  const own = builtInColumns[`${resource.plural}${resource.group ? `.${resource.group}` : ""}`] ?? [created];
  const all = own.some(({ name }) => name === "Name") ? own : [nameOf, ...own];
  return {
    columns: all.map(({ name, type = "string", format = "", priority = 0 }) =>
      name === "Name" ? { ...nameColumn, priority } : column(name, { type, format, priority }),
    ),
    cells: (object, now) => all.map(({ value }) => value(object, now)),
  };
}

const created: BuiltInColumn = {
  name: "Created At",
  type: "date",
  value: ({ metadata }) => metadata.creationTimestamp,
};
const nameOf: BuiltInColumn = { name: "Name", value: ({ metadata }) => metadata.name };

/** Columns that a CRD names. Follows apiextensions-apiserver's tableconvertor. */
function customTable(printerColumns: readonly PrinterColumn[] | undefined): ObjectTable {
  const own = printerColumns?.length ? printerColumns : [createdColumn];
  const readers = own.map(({ jsonPath, type }) => ({ read: parseJsonPath(jsonPath), type }));
  const columns = own.map(({ name, type, format = "", priority = 0, jsonPath, description }) =>
    column(name, {
      type,
      format,
      priority,
      description: description ?? `Custom resource definition column (in JSONPath format): ${jsonPath}`,
    }),
  );
  return {
    columns: [nameColumn, ...columns],
    cells: (object, now) => [
      object.metadata.name,
      ...readers.map(({ read, type }) => customCell(read?.(object) ?? [], { type, now })),
    ],
  };
}

function customCell(values: readonly unknown[], options: { type: string; now: number }): unknown {
  const [value] = values;
  if (value === undefined || value === null) return null;
  switch (options.type) {
    case "date":
      return typeof value === "string" ? ageText(value, options.now) : null;
    case "integer":
      return typeof value === "number"
        ? Math.trunc(value)
        : typeof value === "string" && /^-?\d+$/.test(value)
          ? Number(value)
          : null;
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    default:
      return text(values);
  }
}

/** Strings as they are; anything else as the server prints it. */
function text(values: readonly unknown[]): string {
  return values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join(" ");
}

function column(
  name: string,
  rest: { type?: string; format?: string; description?: string; priority?: number } = {},
): TableColumn {
  const { type = "string", format = "", description = "", priority = 0 } = rest;
  return { name, type, format, description, priority };
}
