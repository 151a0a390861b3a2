import { isJsonObject } from "../../../base/json.ts";
import type { CrdVersion } from "../../../kube/crd.ts";
import { goText, goType } from "../../../kube/patch/go-text.ts";
import { invalidField } from "../../admission/field-problem.ts";
import type { ApiObject } from "../../api-object.ts";
import type { InvalidField } from "../../status-error.ts";
import { parseFieldPath } from "./field-path.ts";

const largest = 2 ** 31 - 1;

/** What the scale subresource's paths must hold. Follows customresource/validator.go of apiextensions-apiserver. */
export function validateScalePaths(version: CrdVersion, object: ApiObject): InvalidField[] {
  const scale = version.subresources?.scale;
  if (!scale) return [];
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale;
  return [
    ...validateReplicas(specReplicasPath, object),
    ...validateReplicas(statusReplicasPath, object),
    ...(labelSelectorPath ? validateSelector(labelSelectorPath, object) : []),
  ];
}

function validateReplicas(path: string, object: ApiObject): InvalidField[] {
  const { value, problem } = nested(object, parseFieldPath(path), "int64");
  if (problem !== undefined) return [invalidField(path, 0, problem)];
  if (typeof value !== "number") return [];
  if (value < 0) return [invalidField(path, value, "should be a non-negative integer")];
  return value > largest ? [invalidField(path, value, `should be less than or equal to ${largest}`)] : [];
}

function validateSelector(path: string, object: ApiObject): InvalidField[] {
  const { problem } = nested(object, parseFieldPath(path), "string");
  return problem === undefined ? [] : [invalidField(path, "", problem)];
}

/** The value at a path, or why there can be none of that type (NestedFieldNoCopy of k8s.io/apimachinery/pkg/apis/meta/v1/unstructured). */
function nested(
  object: ApiObject,
  path: readonly string[],
  type: "int64" | "string",
): { value?: unknown; problem?: string } {
  const wrong = (length: number, found: unknown, expected: string) => ({
    problem: `.${path.slice(0, length).join(".")} accessor error: ${goText(found)} is of the type ${goType(found)}, expected ${expected}`,
  });
  let value: unknown = object;
  for (const [index, key] of path.entries()) {
    if (value === null) return {};
    if (!isJsonObject(value)) return wrong(index + 1, value, "map[string]interface{}");
    if (!Object.hasOwn(value, key)) return {};
    value = value[key];
  }
  return goType(value) === type ? { value } : wrong(path.length, value, type);
}
