import { isJsonObject } from "../../../../src/base/json.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { belowOf, type Sample } from "./accepted-samples.ts";

type Path = readonly (string | number)[];

/** As many values of each sample are changed. */
const perSample = 3;

/** A sample with one value of another type, for some of its values whose type is known. */
export function withWrongType({ object, schema }: Sample): { object: unknown; path: string }[] {
  const places = placesOf(object, schema, []).filter(({ path }) => path.length > 1 && path[0] !== "metadata");
  const step = Math.max(1, Math.floor(places.length / perSample));
  return places
    .filter((_, index) => index % step === 0)
    .map(({ path, wrong }) => ({ object: replaced(object, path, wrong), path: path.join(".") }));
}

interface Place {
  readonly path: Path;
  readonly wrong: unknown;
}

function placesOf(value: unknown, schema: JsonSchema | undefined, path: Path): Place[] {
  if (!schema || value === null) return [];
  const type = schema["x-kubernetes-int-or-string"] ? "int-or-string" : schema.type;
  if (Array.isArray(value))
    return value.flatMap((item, index) => placesOf(item, schema.items, [...path, index]));
  if (isJsonObject(value)) {
    const inner = Object.entries(value).flatMap(([key, item]) =>
      placesOf(item, belowOf(schema, key), [...path, key]),
    );
    return type === "object" ? [{ path, wrong: "text" }, ...inner] : inner;
  }
  return type !== undefined && Object.hasOwn(wrongValues, type) ? [{ path, wrong: wrongValues[type] }] : [];
}

const wrongValues: Readonly<Record<string, unknown>> = {
  string: 5,
  integer: "text",
  number: "text",
  boolean: "yes",
  "int-or-string": true,
};

function replaced(value: unknown, [key, ...rest]: Path, wrong: unknown): unknown {
  if (key === undefined) return wrong;
  if (Array.isArray(value))
    return value.map((item, index) => (index === key ? replaced(item, rest, wrong) : item));
  const object = value as Record<string, unknown>;
  return { ...object, [key]: replaced(object[key], rest, wrong) };
}
