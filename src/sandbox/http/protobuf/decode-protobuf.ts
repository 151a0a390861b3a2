import { setKey, type JsonObject } from "../../../base/json.ts";
import type { BuiltInSchemas, GoShape, ProtobufFields } from "../../../k8s/built-in.ts";
import { componentNamed } from "../../../k8s/component-named.ts";
import type { JsonSchema } from "../../../kube/schema/json-schema.ts";
import { notImplemented } from "../../status-error.ts";
import { MalformedBody } from "../malformed-body.ts";
import { specialOf } from "./special.ts";
import { readFields, readPacked } from "./wire.ts";

/** What every protobuf body of Kubernetes begins with. */
const prefix = Buffer.from("k8s\0");
/** Deeper than any object of the API; stops recursion on hostile input. */
const deepest = 500;

/**
 * Reads a body of `application/vnd.kubernetes.protobuf`: an object of a built-in kind in the envelope of k8s.io/apimachinery's runtime.Unknown.
 * The result is what Go would write as JSON. Of a kind that is not known only the name is read. An envelope that does not say of which kind
 * its object is, holds one of the kind that is expected.
 */
export function decodeProtobuf(
  bytes: Buffer,
  schemas: BuiltInSchemas,
  expected: { apiVersion?: string; kind?: string } = {},
): JsonObject {
  if (bytes.length === 0) throw new MalformedBody("empty data");
  if (!bytes.subarray(0, prefix.length).equals(prefix))
    throw new MalformedBody(
      `provided data does not appear to be a protobuf message, expected prefix [${[...prefix].join(" ")}]`,
    );
  if (bytes.length === prefix.length) throw new MalformedBody("empty body");
  const envelope = new Map(
    [...readFields(bytes.subarray(prefix.length))].map(({ number, value }) => [number, value]),
  );
  const type = new Map([...readFields(bytesOf(envelope.get(1)))].map(({ number, value }) => [number, value]));
  const apiVersion = textOf(type.get(1)) || (expected.apiVersion ?? "");
  const kind = textOf(type.get(2)) || (expected.kind ?? "");
  const component = componentOf(schemas, { apiVersion, kind });
  const fields =
    component === undefined ? {} : new Decoder(schemas).message(component, bytesOf(envelope.get(2)));
  return { ...fields, apiVersion, kind };
}

/** Options of requests are of the machinery, whichever group they say. */
function componentOf(
  { components }: BuiltInSchemas,
  { apiVersion, kind }: { apiVersion: string; kind: string },
): string | undefined {
  const module = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
  return (
    componentNamed(components, { module, name: kind }) ??
    componentNamed(components, { module: "meta/v1", name: kind })
  );
}

class Decoder {
  readonly #schemas: BuiltInSchemas;
  #depth = 0;

  constructor(schemas: BuiltInSchemas) {
    this.#schemas = schemas;
  }

  message(component: string, bytes: Buffer): JsonObject {
    if (++this.#depth > deepest) throw new MalformedBody("exceeded max depth");
    const target: JsonObject = {};
    const fields = this.#schemas.protobufFields(component) ?? {};
    const schema = this.#schemas.schema(component);
    this.#fill(target, { bytes, fields, schema });
    dropZeros(target, { schema, shape: this.#schemas.goShape(component) });
    this.#depth--;
    return target;
  }

  #fill(target: JsonObject, message: { bytes: Buffer; fields: ProtobufFields; schema: JsonSchema }): void {
    const { bytes, fields, schema } = message;
    for (const { number, value } of readFields(bytes)) {
      const field = fields[number];
      if (field === undefined) continue; // of a newer version: skipped, as upstream does
      if (typeof field !== "string") {
        this.#fill(target, { bytes: bytesOf(value), fields: field, schema });
        continue;
      }
      const property = schema.properties?.[field];
      if (property) target[field] = this.#append(target[field], property, value);
    }
  }

  /** A field with one more value: those of lists and maps come one by one. */
  #append(before: unknown, schema: JsonSchema, value: bigint | Buffer): unknown {
    if (schema.type === "array") {
      const { items = {} } = schema;
      const packed = Buffer.isBuffer(value) && ["integer", "boolean"].includes(items.type ?? "");
      const values = packed ? [...readPacked(value)] : [value];
      const list = (before as unknown[] | undefined) ?? [];
      for (const item of values) list.push(this.#value(items, item));
      return list;
    }
    if (typeof schema.additionalProperties !== "object") return this.#value(schema, value);
    const entry = new Map([...readFields(bytesOf(value))].map((part) => [part.number, part.value]));
    const key = textOf(entry.get(1));
    const map = (before as JsonObject | undefined) ?? {};
    setKey(map, key, this.#mapValue(schema.additionalProperties, entry.get(2)));
    return map;
  }

  /** A list in a map is a message whose first field is the list. */
  #mapValue(schema: JsonSchema, value: bigint | Buffer = Buffer.alloc(0)): unknown {
    if (schema.type !== "array") return this.#value(schema, value);
    return [...readFields(bytesOf(value))].map((item) => this.#value(schema.items ?? {}, item.value));
  }

  #value(schema: JsonSchema, value: bigint | Buffer): unknown {
    const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
    if (reference !== undefined) {
      const component = reference.slice(reference.lastIndexOf("/") + 1);
      const special = specialOf(component);
      if (special) return special(bytesOf(value), (name, bytes) => this.message(name, bytes));
      return this.message(component, bytesOf(value));
    }
    switch (schema.type) {
      case "integer":
        return integer(value);
      case "boolean":
        return integer(value) !== 0;
      case "number":
        return bytesOf(value).readDoubleLE();
      default:
        return schema.format === "byte" ? bytesOf(value).toString("base64") : textOf(value);
    }
  }
}

/** Of the zeros, which Go writes into protobuf for every field but pointers, its JSON has only some. */
function dropZeros(
  target: JsonObject,
  { schema, shape = {} }: { schema: JsonSchema; shape: GoShape | undefined },
): void {
  const { always = {}, pointers = [] } = shape;
  for (const [field, value] of Object.entries(target)) {
    // what has a type of its own, such as IntOrString, is behind a pointer or always there
    const scalar = schema.properties?.[field]?.type !== undefined;
    const zero = value === "" || value === 0 || value === false;
    if (scalar && zero && !pointers.includes(field) && !Object.hasOwn(always, field))
      Reflect.deleteProperty(target, field);
  }
}

function integer(value: bigint | Buffer): number {
  if (typeof value !== "bigint") throw new MalformedBody("proto: wrong wireType = 2");
  const signed = BigInt.asIntN(64, value);
  if (!Number.isSafeInteger(Number(signed))) throw notImplemented(`integers beyond 2^53 (${signed})`);
  return Number(signed);
}

function textOf(value: bigint | Buffer | undefined): string {
  return bytesOf(value).toString("utf8");
}

function bytesOf(value: bigint | Buffer | undefined): Buffer {
  if (typeof value === "bigint") throw new MalformedBody("proto: wrong wireType = 0");
  return value ?? Buffer.alloc(0);
}
