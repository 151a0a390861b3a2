import {
  forbiddenField,
  immutableField,
  invalidEach,
  invalidField,
  requiredField,
  tooLongField,
} from "../../admission/field-problem.ts";
import { configKeyProblems } from "../../admission/text-format.ts";
import { equalJson, isJsonObject, type JsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import { goJsonError } from "../../go-json-error.ts";
import type { InvalidField } from "../../status-error.ts";
import { fillEmpty } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";
import { keyPairProblem } from "./key-pair.ts";

const limit = 1024 * 1024;

/** Follows ValidateConfigMap of k8s.io/kubernetes/pkg/apis/core/validation. */
export const configMapRules: KindRules = {
  updateOrder: "changes first",
  validate(object) {
    const data = recordOf(object.data);
    const binary = recordOf(object.binaryData);
    return [
      ...Object.keys(data).flatMap((key) => [
        ...keyProblems(key, "data"),
        ...(Object.hasOwn(binary, key)
          ? [invalidField(`data[${key}]`, key, "duplicate of key present in binaryData")]
          : []),
      ]),
      ...Object.keys(binary).flatMap((key) => keyProblems(key, "binaryData")),
      ...(sizeOf(data, "utf8") + sizeOf(binary, "base64") > limit ? [tooLongField("[]", limit)] : []),
    ];
  },
  validateUpdate: (object, old) => validateImmutable(object, old, ["data", "binaryData"]),
};

/** Follows ValidateSecret. `stringData` is merged into `data` and not stored. */
export const secretRules: KindRules = {
  updateOrder: "changes first",
  defaults(object) {
    fillEmpty(object, { type: "Opaque" });
    const added = recordOf(object.stringData);
    delete object.stringData;
    if (Object.keys(added).length === 0) return;
    const encoded = Object.fromEntries(
      Object.entries(added).map(([key, value]) => [key, Buffer.from(String(value)).toString("base64")]),
    );
    object.data = { ...recordOf(object.data), ...encoded };
  },
  validate(object) {
    const data = recordOf(object.data);
    return [
      ...Object.keys(data).flatMap((key) => keyProblems(key, "data")),
      ...(sizeOf(data, "base64") > limit ? [tooLongField("data", limit)] : []),
      ...validateType(object, data),
    ];
  },
  validateUpdate: (object, old) => [
    ...(object.type === old.type ? [] : [immutableField("type", object.type)]),
    ...validateImmutable(object, old, ["data"]),
  ],
  warnings(object) {
    if (object.type !== "kubernetes.io/tls") return [];
    const data = recordOf(object.data);
    const problem = keyPairProblem(textOf(data["tls.crt"]), textOf(data["tls.key"]));
    return problem ? [problem] : [];
  },
};

/** What a Secret of a type that Kubernetes knows must hold. */
function validateType(object: ApiObject, data: JsonObject): InvalidField[] {
  const missing = (...keys: string[]) =>
    keys.filter((key) => !Object.hasOwn(data, key)).map((key) => requiredField(`data[${key}]`));
  switch (object.type) {
    case "kubernetes.io/service-account-token": {
      const key = "kubernetes.io/service-account.name";
      return object.metadata.annotations?.[key] ? [] : [requiredField(`metadata.annotations[${key}]`)];
    }
    case "kubernetes.io/dockercfg":
      return validateJson(data, ".dockercfg");
    case "kubernetes.io/dockerconfigjson":
      return validateJson(data, ".dockerconfigjson");
    case "kubernetes.io/basic-auth": {
      const problems = missing("username", "password");
      return problems.length === 2 ? problems : [];
    }
    case "kubernetes.io/ssh-auth":
      return data["ssh-privatekey"] ? [] : [requiredField("data[ssh-privatekey]")];
    case "kubernetes.io/tls":
      return missing("tls.crt", "tls.key");
    default:
      return [];
  }
}

function validateJson(data: JsonObject, key: string): InvalidField[] {
  if (!Object.hasOwn(data, key)) return [requiredField(`data[${key}]`)];
  const problem = objectProblem(textOf(data[key]));
  return problem ? [invalidField(`data[${key}]`, "<secret contents redacted>", problem)] : [];
}

function objectProblem(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return goJsonError(text);
  }
  if (value === null || isJsonObject(value)) return undefined;
  const kind = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
}

function validateImmutable(object: ApiObject, old: ApiObject, fields: readonly string[]): InvalidField[] {
  if (old.immutable !== true) return [];
  const changed = fields.filter((field) => !equalJson(object[field] ?? {}, old[field] ?? {}));
  return [
    ...(object.immutable === true
      ? []
      : [forbiddenField("immutable", "field is immutable when `immutable` is set")]),
    ...changed.map((field) => forbiddenField(field, "field is immutable when `immutable` is set")),
  ];
}

function keyProblems(key: string, field: string): InvalidField[] {
  return invalidEach(`${field}[${key}]`, key, configKeyProblems(key));
}

function recordOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function textOf(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : "", "base64").toString();
}

function sizeOf(data: JsonObject, encoding: "utf8" | "base64"): number {
  return Object.values(data).reduce<number>(
    (sum, value) => sum + Buffer.byteLength(String(value), encoding),
    0,
  );
}
