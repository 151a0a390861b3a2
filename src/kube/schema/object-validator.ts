import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { UserError } from "../../base/errors.ts";
import type { CustomResourceDefinition } from "../crd.ts";
import type { KubernetesObject } from "../object.ts";
import { parseYaml } from "../yaml.ts";
import { applyDefaults } from "./apply-defaults.ts";
import type { FieldError } from "./field-error.ts";
import { pruneUnknown } from "./prune.ts";
import { ruleChecker } from "./rule-checker.ts";
import { validateValue } from "./validate.ts";

/** Judges custom resources before they are sent. */
export interface ObjectValidator {
  /**
   * The object as the server would store it: defaults filled in, fields dropped that the schema does not know. `unknown` has the paths of
   * those (`spec.extra`), which `fieldValidation: Strict` refuses. What was given stays as it is.
   *
   * @throws UserError OBJECT_OF_OTHER_KIND
   */
  complete<T extends KubernetesObject>(object: T): { object: T; unknown: string[] };
  /**
   * What the server would find wrong, in its own words; empty when it would take the object. With `old`, the object as it is stored: rules of
   * transitions are evaluated, and mistakes in what did not change are passed over, as the server does (ratcheting).
   *
   * @throws UserError OBJECT_OF_OTHER_KIND
   */
  validate(object: KubernetesObject, options?: { old?: KubernetesObject }): FieldError[];
}

/**
 * Validates objects against a CustomResourceDefinition as the API server does: schema, defaults, CEL rules with their budgets. The version is
 * that of the object's apiVersion. What the server checks of every object's metadata, of scale paths, and by webhooks is left to it.
 *
 * Follows k8s.io/apiextensions-apiserver/pkg/registry/customresource.
 *
 * @param definition as an object, or as YAML or JSON text
 * @throws UserError DEFINITION_MISSING when that is something else
 * @example
 * const memcacheds = objectValidator(readFileSync("config/crd/bases/cache.example.com_memcacheds.yaml", "utf8"));
 * memcacheds.validate({ apiVersion: "cache.example.com/v1alpha1", kind: "Memcached", spec: { size: 11 } });
 * // [{ type: "FieldValueInvalid", field: "spec.size", message: "Invalid value: 11: spec.size in body should be less than or equal to 10" }]
 */
export function objectValidator(definition: KubernetesObject | string): ObjectValidator {
  const { group, names, versions } = readDefinition(definition).spec;
  const schemas = new Map(
    versions.map(({ name, schema }) => {
      const root = schema?.openAPIV3Schema ?? {};
      return [`${group}/${name}`, { root, checkRules: ruleChecker(root) }];
    }),
  );
  const find = ({ apiVersion = "", kind }: KubernetesObject) => {
    const found = kind === names.kind ? schemas.get(apiVersion) : undefined;
    if (found) return found;
    throw new UserError(
      "OBJECT_OF_OTHER_KIND",
      `cannot validate ${kind ?? "an object without a kind"} of ${apiVersion || "no apiVersion"} by the definition of ${names.kind}`,
      { hint: `It has the versions ${[...schemas.keys()].join(", ")}.` },
    );
  };
  const complete = <T extends KubernetesObject>(given: T) => {
    const { root } = find(given);
    // as it would be sent
    const object = JSON.parse(JSON.stringify(given)) as T;
    const unknown = pruneUnknown(root, object, { isRoot: true });
    applyDefaults(root, object);
    return { object, unknown: unknown.sort() };
  };
  return {
    complete,
    validate(given, { old } = {}) {
      const { root, checkRules } = find(given);
      const { object } = complete(given);
      const before = old && { value: complete(old).object };
      const errors = validateValue(root, namesOnly(object), "", before ? { before } : {});
      return checkRules(object, { old: before?.value, errors });
    },
  };
}

function readDefinition(given: KubernetesObject | string): CustomResourceDefinition {
  const [only, ...more] = typeof given === "string" ? parseYaml(given) : [given];
  const { kind, apiVersion } = isJsonObject(only) ? (only as KubernetesObject) : {};
  if (kind === "CustomResourceDefinition" && apiVersion === "apiextensions.k8s.io/v1" && more.length === 0)
    return only as CustomResourceDefinition;
  const found =
    more.length > 0
      ? `${more.length + 1} documents`
      : `${kind ?? "no kind"} of ${apiVersion ?? "no apiVersion"}`;
  throw new UserError("DEFINITION_MISSING", `cannot validate by ${found}`, {
    hint: "Give one CustomResourceDefinition of apiextensions.k8s.io/v1.",
  });
}

/** A schema may say what names look like; the rest of metadata is not its. */
function namesOnly(object: KubernetesObject): JsonObject {
  const { name, generateName } = object.metadata ?? {};
  return { ...object, metadata: { ...(name ? { name } : {}), ...(generateName ? { generateName } : {}) } };
}
