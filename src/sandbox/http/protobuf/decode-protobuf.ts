import { setKey, type JsonObject } from "../../../base/json.ts";
import type { BuiltInSchemas, GoShape, ProtobufFields } from "../../../k8s/built-in.ts";
import { componentNamed } from "../../../k8s/component-named.ts";
import type { JsonSchema } from "../../../kube/schema/json-schema.ts";
import { notImplemented } from "../../status-error.ts";
import { MalformedBody, MalformedObject } from "../malformed-body.ts";
import { specialOf } from "./special.ts";
import { goFieldName } from "./go-field-name.ts";
import { readEntry, readFields, readPacked, type WireMessage } from "./wire.ts";

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
  const envelope = readEnvelope(bytes.subarray(prefix.length));
  const apiVersion = envelope.apiVersion || (expected.apiVersion ?? "");
  const kind = envelope.kind || (expected.kind ?? "");
  const component = componentOf(schemas, { apiVersion, kind });
  if (component === undefined) return { apiVersion, kind };
  try {
    return { ...new Decoder(schemas).message(component, envelope.raw), apiVersion, kind };
  } catch (error) {
    if (error instanceof MalformedBody) throw new MalformedObject(error.message, { apiVersion, kind });
    throw error;
  }
}

/** runtime.Unknown: what says of which kind the object is may come after it. */
function readEnvelope(bytes: Buffer): { apiVersion: string; kind: string; raw: Buffer } {
  const found = { apiVersion: "", kind: "", raw: Buffer.alloc(0) as Buffer };
  for (const { number, value } of readFields(bytes, envelopeMessage)) {
    if (number === 2) found.raw = bytesOf(value);
    if (number !== 1) continue;
    for (const part of readFields(bytesOf(value), typeMessage))
      found[part.number === 1 ? "apiVersion" : "kind"] = textOf(part.value);
  }
  return found;
}

const texts = (name: string, ...fields: string[]): WireMessage => ({
  name,
  field: (number) => {
    const field = fields[number - 1];
    return field === undefined ? undefined : { name: field, wireTypes: [2] };
  },
});
const envelopeMessage = texts("Unknown", "TypeMeta", "Raw", "ContentEncoding", "ContentType");
const typeMessage = texts("TypeMeta", "APIVersion", "Kind");

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
    this.#fill(target, { bytes, fields, schema, name: component.slice(component.lastIndexOf(".") + 1) });
    dropZeros(target, { schema, shape: this.#schemas.goShape(component) });
    this.#depth--;
    return target;
  }

  #fill(target: JsonObject, message: Message): void {
    const { bytes, fields, schema } = message;
    // what a newer version has is passed over, as upstream does
    for (const { number, value } of readFields(bytes, wireMessage(message))) {
      const field = fields[number] ?? "";
      if (typeof field !== "string") {
        this.#fill(target, { bytes: bytesOf(value), fields: field, schema, name: innerName(field) });
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
    const scalar = ["integer", "boolean"].includes(schema.additionalProperties.type ?? "");
    const entry = readEntry(bytesOf(value), { scalar });
    const key = textOf(entry.key);
    const map = (before as JsonObject | undefined) ?? {};
    setKey(map, key, this.#mapValue(schema.additionalProperties, entry.value));
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

interface Message {
  readonly bytes: Buffer;
  readonly fields: ProtobufFields;
  readonly schema: JsonSchema;
  readonly name: string;
}

function wireMessage({ name, fields, schema }: Message): WireMessage {
  return {
    name,
    field(number) {
      const field = fields[number];
      if (field === undefined) return undefined;
      if (typeof field !== "string") return { name: innerName(field), wireTypes: [2] };
      const property = schema.properties?.[field];
      const name = goFieldName(field, property);
      return { name, wireTypes: property ? wireTypesOf(property) : [0, 1, 2, 5] };
    },
  };
}

/** Lists of numbers may be packed. */
function wireTypesOf({ type, items }: JsonSchema): readonly number[] {
  if (type === "array") return ["integer", "boolean"].includes(items?.type ?? "") ? [0, 2] : [2];
  if (type === "integer" || type === "boolean") return [0];
  return type === "number" ? [1] : [2];
}

/** Of a struct whose fields are those of another in JSON, Go's name is not known here. */
function innerName(fields: ProtobufFields): string {
  return Object.values(fields).includes("exec") ? "Handler" : "inlined";
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
