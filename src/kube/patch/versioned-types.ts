import type { FieldSet } from "./field-set.ts";
import type { KubernetesObject } from "../object.ts";
import type { Type } from "./topology.ts";
import { typedProblem } from "./validate-typed.ts";

/** A kind as its versions have it: managers speak of fields in the version that they wrote. */
export interface VersionedTypes {
  /** The kind's type in a version; undefined when there is no such version any more. */
  type(apiVersion: string): Type | undefined;
  /** Fields that the endpoint does not write in a version. */
  resetFields(apiVersion: string): FieldSet | undefined;
  /** The object in another version; absent: versions differ in their apiVersion alone. */
  readonly convert?: (object: KubernetesObject, apiVersion: string) => KubernetesObject;
}

/** A value with its type in one version. */
export interface TypedObject {
  readonly value: unknown;
  readonly type: Type;
}

/**
 * An object in another version; undefined when there is no such version (versionconverter.go of k8s.io/apimachinery/pkg/util/managedfields).
 *
 * @throws Error when it does not fit that version's schema; its message is the server's
 */
export function convertTyped(
  object: TypedObject,
  apiVersion: string,
  types: VersionedTypes,
): TypedObject | undefined {
  const value = object.value as KubernetesObject | undefined;
  if (!value?.apiVersion || value.apiVersion === apiVersion) return object;
  const type = types.type(apiVersion);
  if (!type) return undefined;
  const converted = types.convert?.(value, apiVersion) ?? { ...value, apiVersion };
  const problem = typedProblem(converted, type, { doubles: false });
  if (problem !== undefined) throw new Error(problem);
  return { value: converted, type };
}
