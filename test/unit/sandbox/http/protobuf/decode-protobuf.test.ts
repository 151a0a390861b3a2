import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readBuiltInSchemas } from "../../../../../src/k8s/built-in.ts";
import { componentNamed } from "../../../../../src/k8s/component-named.ts";
import { decodeBuiltIn } from "../../../../../src/sandbox/admission/decode-built-in.ts";
import { createBuiltInTypes } from "../../../../../src/sandbox/admission/go-shape.ts";
import { decodeProtobuf } from "../../../../../src/sandbox/http/protobuf/decode-protobuf.ts";
import { envelope, message, type Field } from "./message.ts";

const schemas = readBuiltInSchemas();
const types = createBuiltInTypes(schemas);

/** Objects filled at random, written in both forms by upstream's own serializers (k8s.io/apimachinery v0.36.3). */
const recorded = readFileSync(new URL("objects.ndjson", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as { kind: string; protobuf: string; json: Record<string, unknown> });

function componentOf({ apiVersion, kind }: Record<string, unknown>): string {
  const module = String(apiVersion).includes("/") ? String(apiVersion) : `core/${String(apiVersion)}`;
  const find = (at: string) => componentNamed(schemas.components, { module: at, name: String(kind) });
  return find(module) ?? find("meta/v1") ?? "";
}

test.each(recorded)("a $kind means the same as its JSON", ({ protobuf, json }) => {
  const schema = schemas.schema(componentOf(json));
  const sent = decodeProtobuf(Buffer.from(protobuf, "base64"), schemas);
  const read = decodeBuiltIn(sent, schema, types);
  expect(read.unknown).toEqual([]);
  expect(read.value).toEqual(decodeBuiltIn(withoutInnerTypes(json), schema, types).value);
});

/** Of objects inside of objects, protobuf leaves out what they are. */
function withoutInnerTypes(json: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(json, (key, value: unknown) =>
    key === "volumeClaimTemplates" && Array.isArray(value)
      ? value.map(({ kind: _, apiVersion: __, ...rest }: Record<string, unknown>) => rest)
      : value,
  );
  return JSON.parse(text) as Record<string, unknown>;
}

describe("a body", () => {
  const decode = (kind: string, ...fields: Field[]) =>
    decodeProtobuf(envelope("v1", kind, message(...fields)), schemas);

  test("has lists and maps one value at a time", () => {
    const pair = (key: string, value: string): Field => [2, message([1, key], [2, value])];
    expect(decode("ConfigMap", pair("a", "1"), pair("b", "2"), pair("a", "3"))).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      data: { a: "3", b: "2" },
    });
    const finalizers = decode("Namespace", [2, message([1, "one"], [1, "two"])]);
    expect(finalizers).toMatchObject({ spec: { finalizers: ["one", "two"] } });
  });

  test("may leave out a key or a value, which is then empty", () => {
    expect(decode("ConfigMap", [2, message([2, "v"])], [2, message([1, "k"])])).toMatchObject({
      data: { "": "v", k: "" },
    });
  });

  test("has negative numbers, and lists of numbers packed or not", () => {
    const context = (...groups: Field[]) =>
      decode("Pod", [2, message([14, message([2, -1n], ...groups)])]) as { spec?: unknown };
    expect(context([4, 5], [4, 6]).spec).toEqual({
      securityContext: { runAsUser: -1, supplementalGroups: [5, 6] },
    });
    expect(context([4, Buffer.from([5, 6, 0x80, 1])]).spec).toMatchObject({
      securityContext: { supplementalGroups: [5, 6, 128] },
    });
  });

  test("may have fields of a newer version, which are skipped", () => {
    expect(decode("ConfigMap", [99, "new"], [98, 7], [2, message([1, "a"], [2, "b"])])).toMatchObject({
      data: { a: "b" },
    });
  });

  test("of a kind that nobody knows has only its name", () => {
    expect(decode("Unheard", [1, "x"])).toEqual({ apiVersion: "v1", kind: "Unheard" });
  });
});

describe("what is refused", () => {
  const refuse = (bytes: Buffer) => expect(() => decodeProtobuf(bytes, schemas));
  const whole = envelope("v1", "ConfigMap", message([2, message([1, "a"], [2, "b"])]));

  test("bytes without the prefix", () => {
    refuse(Buffer.from("x")).toThrow("expected prefix [107 56 115 0]");
  });

  test("a message that ends too early, wherever it is cut", () => {
    for (let end = 5; end < whole.length; end++) {
      // between fields of the envelope a cut leaves a shorter message, which is whole
      const typeOnly = end === whole.length - message([2, message([2, message([1, "a"], [2, "b"])])]).length;
      if (!typeOnly) refuse(whole.subarray(0, end)).toThrow("unexpected EOF");
    }
  });

  test("groups, and varints without an end", () => {
    refuse(Buffer.concat([Buffer.from("k8s\0"), Buffer.from([0x0b])])).toThrow(
      "wrong wireType = 3 for field TypeMeta",
    );
    refuse(Buffer.concat([Buffer.from("k8s\0"), Buffer.alloc(11, 0xff)])).toThrow("integer overflow");
  });

  test("a number where a text is expected, and the other way round", () => {
    refuse(envelope("v1", "ConfigMap", message([1, 5]))).toThrow("wrong wireType");
    refuse(envelope("v1", "Pod", message([2, message([4, "soon"])]))).toThrow("wrong wireType");
  });

  test("a number that JavaScript would round, JSON inside that is none", () => {
    const seconds = (value: bigint) => envelope("v1", "Pod", message([2, message([4, value])]));
    expect(decodeProtobuf(seconds(2n ** 53n - 1n), schemas)).toMatchObject({
      spec: { terminationGracePeriodSeconds: 2 ** 53 - 1 },
    });
    refuse(seconds(2n ** 53n)).toThrow("integers beyond 2^53 (9007199254740992)");
    const raw = message([1, message([17, message([7, message([1, "{"])])])]);
    refuse(envelope("v1", "ConfigMap", raw)).toThrow("unexpected end of JSON input");
  });

  test("messages within messages without end", () => {
    let nested = message();
    for (let depth = 0; depth < 1000; depth++) nested = message([26, nested]);
    const version = message([1, "v1"], [4, message([1, nested])]);
    const definition = envelope(
      "apiextensions.k8s.io/v1",
      "CustomResourceDefinition",
      message([2, message([7, version])]),
    );
    refuse(definition).toThrow("exceeded max depth");
  });
});
