import type { CrdVersion } from "../../../kube/crd.ts";
import { invalidField } from "../../admission/field-problem.ts";
import { valueAt, type ApiObject } from "../../api-object.ts";
import type { InvalidField } from "../../status-error.ts";
import { parseFieldPath } from "./field-path.ts";

const largest = 2 ** 31 - 1;

/** What the scale subresource's paths must hold. Follows customresource/validator.go of apiextensions-apiserver. */
export function validateScalePaths(version: CrdVersion, object: ApiObject): InvalidField[] {
  const scale = version.subresources?.scale;
  if (!scale) return [];
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale;
  return [
    ...validateReplicas(specReplicasPath, valueAt(object, parseFieldPath(specReplicasPath))),
    ...validateReplicas(statusReplicasPath, valueAt(object, parseFieldPath(statusReplicasPath))),
    ...(labelSelectorPath
      ? validateSelector(labelSelectorPath, valueAt(object, parseFieldPath(labelSelectorPath)))
      : []),
  ];
}

function validateReplicas(path: string, value: unknown): InvalidField[] {
  if (value === undefined) return [];
  if (typeof value !== "number") {
    return [
      invalidField(
        path,
        0,
        `${path} accessor error: ${String(value)} is of the type ${goType(value)}, expected int64`,
      ),
    ];
  }
  if (value < 0) return [invalidField(path, value, "should be a non-negative integer")];
  return value > largest ? [invalidField(path, value, `should be less than or equal to ${largest}`)] : [];
}

function validateSelector(path: string, value: unknown): InvalidField[] {
  if (value === undefined || typeof value === "string") return [];
  return [
    invalidField(
      path,
      "",
      `${path} accessor error: ${String(value)} is of the type ${goType(value)}, expected string`,
    ),
  ];
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return "[]interface {}";
  if (value === null) return "<nil>";
  const names: Record<string, string> = {
    boolean: "bool",
    object: "map[string]interface {}",
    number: "int64",
  };
  return names[typeof value] ?? typeof value;
}
