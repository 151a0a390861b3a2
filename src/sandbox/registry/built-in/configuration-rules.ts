import { forbiddenField, invalidField, requiredField } from "../../admission/field-problem.ts";
import { explain } from "../../admission/name-format.ts";
import { equalJson, isJsonObject, type JsonObject } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import type { InvalidField } from "../../status-error.ts";
import { fillEmpty } from "./defaulting.ts";
import type { KindRules } from "./kind-rules.ts";

const limit = 1024 * 1024;
const keyFormat = "[-._a-zA-Z0-9]+";

/** Keys that each type of Secret must have. */
const requiredKeys: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
};

/** Follows ValidateConfigMap of k8s.io/kubernetes/pkg/apis/core/validation. */
export const configMapRules: KindRules = {
  validate(object) {
    const data = recordOf(object.data);
    const binary = recordOf(object.binaryData);
    return [
      ...Object.keys(data).flatMap((key) => keyProblems(key, "data")),
      ...Object.keys(data)
        .filter((key) => key in binary)
        .map((key) => invalidField(`data[${key}]`, key, "duplicate of key present in binaryData")),
      ...Object.keys(binary).flatMap((key) => keyProblems(key, "binaryData")),
      ...(sizeOf(data) + base64Size(binary) > limit
        ? [{ type: "FieldValueTooLong", field: "", message: `Too long: may not be more than ${limit} bytes` }]
        : []),
    ];
  },
  validateUpdate: (object, old) => validateImmutable(object, old, ["data", "binaryData"]),
};

/** Follows ValidateSecret. `stringData` is merged into `data` and not stored. */
export const secretRules: KindRules = {
  selectable: ["type"],
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
    const required = requiredKeys[String(object.type)] ?? [];
    return [
      ...Object.keys(data).flatMap((key) => keyProblems(key, "data")),
      ...(base64Size(data) > limit
        ? [
            {
              type: "FieldValueTooLong",
              field: "data",
              message: `Too long: may not be more than ${limit} bytes`,
            },
          ]
        : []),
      ...required.filter((key) => !(key in data)).map((key) => requiredField(`data[${key}]`)),
    ];
  },
  validateUpdate: (object, old) => [
    ...(object.type === old.type ? [] : [invalidField("type", object.type, "field is immutable")]),
    ...validateImmutable(object, old, ["data"]),
  ],
};

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
  const problems: string[] = [];
  if (Buffer.byteLength(key) > 253) problems.push("must be no more than 253 bytes");
  if (!new RegExp(`^${keyFormat}$`).test(key)) {
    const rule = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    problems.push(explain(rule, { format: keyFormat, examples: ["key.name", "KEY_NAME", "key-name"] }));
  } else if (key === "." || key === "..") problems.push(`must not be '${key}'`);
  else if (key.startsWith("..")) problems.push("must not start with '..'");
  return problems.map((problem) => invalidField(`${field}[${key}]`, key, problem));
}

function recordOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function sizeOf(data: JsonObject): number {
  return Object.values(data).reduce<number>((sum, value) => sum + Buffer.byteLength(String(value)), 0);
}

function base64Size(data: JsonObject): number {
  return Object.values(data).reduce<number>(
    (sum, value) => sum + Buffer.byteLength(String(value), "base64"),
    0,
  );
}
