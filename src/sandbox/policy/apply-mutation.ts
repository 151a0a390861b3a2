import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { applyJsonPatch } from "../../kube/patch/json-patch.ts";
import { mergeTyped } from "../../kube/patch/merge-typed.ts";
import { PatchError } from "../../kube/patch/patch-error.ts";
import { typeOf } from "../../kube/patch/topology.ts";
import { typedProblem } from "../../kube/patch/validate-typed.ts";
import { CelMap, CelMessage, isList, type Value } from "../../kube/schema/cel/value.ts";
import { valueToJson } from "../../kube/schema/cel/value-to-json.ts";
import { DecodeError } from "../admission/decode-built-in.ts";
import type { ApiObject } from "../api-object.ts";
import type { ServedResource } from "../registry/served-resource.ts";
import { internalError, notImplemented, StatusError } from "../status-error.ts";
import { atomicPaths } from "./atomic-paths.ts";
import type { Mutation } from "./mutating-policy.ts";
import { typeNameProblems } from "./type-names.ts";

/** Why a mutation cannot be made: the policy's failure policy decides what that means. */
export class MutationError extends Error {}

/**
 * The object as a mutation leaves it, read anew and with its defaults. `value` is what the mutation's expression gave. Follows
 * k8s.io/apiserver/pkg/admission/plugin/policy/mutating/patch.
 *
 * @throws MutationError
 * @throws StatusError 500 where what a JSON patch makes cannot be read.
 */
export function applyMutation(
  { kind }: Pick<Mutation, "kind">,
  target: { object: ApiObject; resource: ServedResource; subresource: string; value: Value },
): ApiObject {
  return kind === "JSONPatch" ? patchObject(target) : applyConfiguration(target);
}

type Target = Parameters<typeof applyMutation>[1];

function applyConfiguration(target: Target): ApiObject {
  const { object, resource, value } = target;
  checkTypeNames(value);
  const { apiVersion, kind } = object;
  const config = { ...(withNamedNulls(valueToJson(value)) as JsonObject), apiVersion, kind };
  const { schema, resolve } = resource.strategy;
  const type = typeOf(schema, resolve);
  const failed = (what: string) => new MutationError(`error applying patch: ${what}`);
  const problem = typedProblem(config, type, { doubles: false });
  if (problem !== undefined) throw failed(`failed to convert patch object to typed object: ${problem}`);
  if (JSON.stringify(config).includes(namedNull))
    throw notImplemented("null for a value in an ApplyConfiguration");
  const atomics = atomicPaths(config, type);
  if (atomics.length > 0)
    throw failed(
      `invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${atomics.join(", ")}`,
    );
  const live = typedProblem(object, type, { doubles: true });
  if (live !== undefined) throw failed(`failed to convert original object to typed object: ${live}`);
  return readApplied(target, mergeTyped(object, config, type));
}

/** What CEL's null is where a list, a map or a boolean is expected: no value at all, but a text. */
const namedNull = "NULL_VALUE";

function withNamedNulls(value: unknown): unknown {
  if (value === null) return namedNull;
  if (Array.isArray(value)) return value.map(withNamedNulls);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNamedNulls(item)]));
}

/** What has been applied fits the schema; numbers may still be none of the kind's own. */
function readApplied(target: Target, applied: unknown): ApiObject {
  try {
    return readMutated(target, applied);
  } catch (error) {
    const type =
      error instanceof StatusError && / cannot unmarshal number .* of type (\w+)$/.exec(error.message);
    if (!type) throw error;
    const { apiVersion = "", kind = "" } = target.object;
    throw new MutationError(
      `unable to convert unstructured object to ${apiVersion}, Kind=${kind}: cannot convert float64 to ${type[1]}`,
    );
  }
}

function patchObject(target: Target): ApiObject {
  const { object, value } = target;
  const operations = isList(value) ? value.map(operationOf) : [];
  try {
    const patched = applyJsonPatch(object, operations);
    return readMutated(target, patched);
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    // a test that fails leaves everything as it is
    if (error.message.startsWith("testing value ")) return object;
    throw new MutationError(`JSON Patch: ${error.message}`);
  }
}

/** A `JSONPatch{…}` as an operation of RFC 6902; what is not set of texts is empty. */
function operationOf(item: Value): JsonObject {
  const field = (name: string) => (item instanceof CelMap ? item.get(name) : undefined);
  const [op = "", path = "", from = ""] = ["op", "path", "from"].map(field);
  const value = field("value");
  if (value instanceof CelMessage) checkTypeNames(value);
  return {
    op,
    path,
    ...(from === "" ? {} : { from }),
    ...(value === undefined ? {} : { value: valueToJson(value) }),
  };
}

function checkTypeNames(value: Value): void {
  const problems = typeNameProblems(value);
  if (problems.length > 0) throw new MutationError(`type mismatch: ${problems.join("\n")}`);
}

/** What a mutation leaves is read as if it had been sent; views of other kinds (Scale) are taken as they are. */
function readMutated({ resource, subresource }: Target, mutated: unknown): ApiObject {
  if (!isJsonObject(mutated)) throw internalError("couldn't get version/kind; json parse error");
  if (subresource !== "" && subresource !== "status") return mutated as ApiObject;
  try {
    const { object, unknown } = resource.strategy.decode(mutated);
    if (unknown.length === 0 || resource.strategy.custom) return object;
    const fields = unknown.map((path) => `unknown field ${JSON.stringify(path)}`);
    throw internalError(`strict decoding error: ${fields.join(", ")}`);
  } catch (error) {
    throw error instanceof DecodeError ? internalError(error.message) : error;
  }
}
