import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readBuiltInSchemas, type BuiltInDescription } from "../../../src/k8s/built-in.ts";
import { describedSchema } from "../../../src/k8s/described-schema.ts";
import type { JsonSchema } from "../../../src/kube/schema/json-schema.ts";
import { describeComponents } from "../../../tools/describe-k8s/describe-components.ts";
import { describeDeclarations } from "../../../tools/describe-k8s/describe-declarations.ts";
import { readModel } from "../../../tools/describe-k8s/read-model.ts";

const models = new URL("../../../node_modules/@kubernetes/client-node/dist/gen/models/", import.meta.url);
const find = (name: string) => {
  const file = new URL(`${name}.d.ts`, models);
  return existsSync(file) ? readModel(readFileSync(file, "utf8")) : undefined;
};
const schemas = readBuiltInSchemas();
const components = Object.fromEntries(schemas.components.map((name) => [name, schemas.schema(name)]));

describe("a model's declaration", () => {
  const text = `/**
 * Kubernetes
 */
import { V1Part } from '../models/V1Part.js';
/**
* A thing that isn\\'t \\"nothing\\"; it takes pods/_* and *_/_*.
*/
export declare class V1Thing {
    /**
    * How many: \\\\d+.
    */
    'size'?: number;
    'part': V1Part;
    /**
    * What it is by default.
    */
    '_default'?: { [key: string]: string; };
    static readonly attributeTypeMap: Array<{ name: string; }>;
}
`;

  test("has prose for the type and for fields, without the escapes of comment and string", () => {
    expect(readModel(text)).toEqual({
      type: 'A thing that isn\'t "nothing"; it takes pods/* and */*.',
      fields: new Map([
        ["size", "How many: \\d+."],
        ["part", ""],
        ["_default", "What it is by default."],
      ]),
    });
  });

  test("may be without prose, or be no class at all", () => {
    expect(readModel("export declare class V1Bare {\n}\n")).toEqual({ type: "", fields: new Map() });
    expect(readModel("export type V1Alias = string;")).toBeUndefined();
  });
});

describe("components and models", () => {
  const thing = (fields: string[], type = "A thing.") => ({
    type,
    fields: new Map(fields.map((field) => [field, `The ${field}.`])),
  });
  const schema = (...names: string[]): JsonSchema => ({
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
  });

  test("meet by version and name, by the group where two have one of that name", () => {
    const known: Record<string, ReturnType<typeof thing>> = {
      V1Pod: thing(["spec"]),
      CoreV1Event: thing(["count"]),
      V1Event: thing(["other"]),
    };
    const described = describeComponents(
      { "io.k8s.api.core.v1.Pod": schema("spec"), "io.k8s.api.core.v1.Event": schema("count") },
      (name) => known[name],
    );
    expect(described).toEqual({
      "io.k8s.api.core.v1.Pod": { type: "A thing.", fields: { spec: "The spec." } },
      "io.k8s.api.core.v1.Event": { type: "A thing.", fields: { count: "The count." } },
    });
  });

  test("fields meet though the model may not use the names that JSON has", () => {
    const described = describeComponents(
      { "a.b.v1.Schema": schema("$ref", "default", "x-kubernetes-list-type", "new") },
      () => thing(["ref", "_default", "x_kubernetes_list_type"], ""),
    );
    expect(described["a.b.v1.Schema"]).toEqual({
      fields: {
        $ref: "The ref.",
        default: "The _default.",
        "x-kubernetes-list-type": "The x_kubernetes_list_type.",
      },
    });
  });

  test("a model of another type by the same name is not taken, nor one that says nothing", () => {
    expect(describeComponents({ "a.b.v1.Part": schema("x") }, () => thing(["y", "z"]))).toEqual({});
    expect(describeComponents({ "a.b.v1.Part": schema("x") }, () => undefined)).toEqual({});
    expect(
      describeComponents({ "a.b.v1.Part": schema("x") }, () => ({ type: "", fields: new Map([["x", ""]]) })),
    ).toEqual({});
  });

  test("a type that the models knew in beta only is described all the same", () => {
    const described = describeComponents({ "a.b.v1.New": schema("x") }, (name) =>
      name === "V1beta1New" ? thing(["x"]) : undefined,
    );
    expect(described["a.b.v1.New"]?.type).toBe("A thing.");
  });
});

describe("declarations", () => {
  const docs: Record<string, BuiltInDescription> = {
    Thing: { type: "A thing. */ @word", fields: { size: "word ".repeat(30).trim(), "x-odd": "Odd." } },
    Either: { type: "One or the other.", fields: {} },
    Told: { type: "Not this.", fields: { a: "Not this either.", b: "This." } },
  };
  const input = `import type { Part } from "./part.ts";
export interface Thing extends Part {
    size?: number;
    other: string;
    "x-odd"?: string;
}
export declare const Thing: Resource<Thing>;
/** A union. Exactly one of these is set: \`a\`, \`b\`. */
export interface Either {
}
export type Unknown = string;
/** Its own words. */
export interface Told {
    /** Own. */
    a: string;
    b: string;
}
`;
  const output = describeDeclarations(input, (type) => docs[type]);

  test("interfaces, constants and fields get comments, which end where they should and tag nothing", () => {
    expect(output).toContain(
      "/**\n * A thing. *\\/ \\@word\n */\nexport interface Thing extends Part {\n    /**\n     * word word",
    );
    expect(output).toContain("/**\n * A thing. *\\/ \\@word\n */\nexport declare const Thing");
    expect(output).toContain('    other: string;\n    /**\n     * Odd.\n     */\n    "x-odd"?: string;\n');
    expect(Math.max(...output.split("\n").map((line) => line.length))).toBeLessThan(125);
  });

  test("comments that were there stay; a union's hint is joined", () => {
    expect(output).toContain(
      "/**\n * One or the other.\n * A union. Exactly one of these is set: `a`, `b`.\n */\nexport interface Either",
    );
    expect(output).toContain(
      "/** Its own words. */\nexport interface Told {\n    /** Own. */\n    a: string;\n    /**\n     * This.\n     */\n    b: string;",
    );
  });

  test("nothing but comments is added", () => {
    const without = output.replaceAll(/^ *\/\*\*\n(?: *\*.*\n)*? *\*\/\n/gm, "");
    expect(without).toBe(input.replace("/** A union. Exactly one of these is set: `a`, `b`. */\n", ""));
  });
});

describe("the models that this package depends on", () => {
  const described = describeComponents(components, find);
  const fieldsOf = (name: string) => Object.keys(components[name]?.properties ?? {});

  test("describe nearly all types, and nearly all fields that are not of a type of their own", () => {
    const types = Object.values(described).filter(({ type }) => type);
    expect(types.length / schemas.components.length).toBeGreaterThan(0.96);
    const plain = schemas.components.flatMap((component) =>
      Object.entries(components[component]?.properties ?? {})
        .filter(([, { $ref, allOf }]) => !$ref && !allOf)
        .map(([field]) => described[component]?.fields[field]),
    );
    expect(plain.length).toBeGreaterThan(1700);
    expect(plain.filter(Boolean).length / plain.length).toBeGreaterThan(0.95);
  });

  test.each([
    ["io.k8s.api.core.v1.ContainerPort", "containerPort", "This must be a valid port number, 0 < x < 65536."],
    ["io.k8s.api.core.v1.ContainerPort", "protocol", 'Must be UDP, TCP, or SCTP. Defaults to "TCP".'],
    ["io.k8s.api.rbac.v1.Subject", "kind", '"User", "Group", and "ServiceAccount"'],
    [
      "io.k8s.api.admissionregistration.v1.RuleWithOperations",
      "resources",
      "'*/scale' means all scale subresources",
    ],
    ["io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta", "continue", "continue may be set"],
  ])("%s.%s has what upstream says", (component, field, text) => {
    expect(described[component]?.fields[field]).toContain(text);
    expect(fieldsOf(component)).toContain(field);
  });
});

test("a schema with prose has it as the server publishes it: beside references, not in their place", () => {
  const thing: JsonSchema = {
    type: "object",
    properties: { a: { type: "string" }, b: { $ref: "#/x" }, c: { $ref: "#/y" } },
  };
  const known = {
    ...schemas,
    schema: () => thing,
    description: () => ({ type: "A thing.", fields: { a: "An a.", b: "A b." } }),
  };
  expect(describedSchema(known, "any")).toEqual({
    description: "A thing.",
    type: "object",
    properties: {
      a: { description: "An a.", type: "string" },
      b: { description: "A b.", allOf: [{ $ref: "#/x" }] },
      c: { $ref: "#/y" },
    },
  });
  expect(describedSchema({ ...known, description: () => undefined }, "any")).toBe(thing);
});
