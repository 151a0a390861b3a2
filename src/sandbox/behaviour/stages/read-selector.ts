import { isJsonObject, type JsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import { readPath } from "./read-path.ts";

type Match = (object: ApiObject) => boolean;

/** What a Stage's selector fits: all of its parts; nothing is what fits all. */
export function readSelector(selector: unknown, refuse: (problem: string) => never): Match {
  if (!isJsonObject(selector)) return () => true;
  const matches = Object.entries(selector).flatMap(([key, value]) => {
    if (key === "matchLabels") return [equalTo("labels", value)];
    if (key === "matchAnnotations") return [equalTo("annotations", value)];
    if (key === "matchExpressions" && Array.isArray(value))
      return value.filter(isJsonObject).map((requirement) => readRequirement(requirement, refuse));
    return refuse(
      `spec.selector.${key} is not one that the sandbox knows: matchLabels, matchAnnotations, matchExpressions`,
    );
  });
  return (object) => matches.every((match) => match(object));
}

function equalTo(part: "labels" | "annotations", wanted: unknown): Match {
  const entries = Object.entries(isJsonObject(wanted) ? wanted : {});
  return ({ metadata }) => entries.every(([key, value]) => metadata[part]?.[key] === value);
}

function readRequirement({ key, operator, values }: JsonObject, refuse: (problem: string) => never): Match {
  const path = readPath(String(key));
  if (!path) return refuse(`the expression ${JSON.stringify(key)} is not one that the sandbox knows`);
  const wanted = (Array.isArray(values) ? values : []).map(String);
  const among: Match = (object) => path(object).some((value) => wanted.includes(textOf(value)));
  switch (operator) {
    case "In":
      return among;
    case "NotIn":
      return (object) => !among(object);
    case "Exists":
      return (object) => path(object).length > 0;
    case "DoesNotExist":
      return (object) => path(object).length === 0;
    default:
      return refuse(`the operator ${JSON.stringify(operator)} is none of In, NotIn, Exists, DoesNotExist`);
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
