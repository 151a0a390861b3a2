import { describe, expect, test } from "vitest";
import { readBuiltInSchemas } from "../../../src/k8s/built-in.ts";
import type { JsonSchema } from "../../../src/kube/schema/json-schema.ts";
import { goShapes } from "../../../tools/generate-k8s/go-shapes.ts";
import { planFiles } from "../../../tools/generate-k8s/plan-files.ts";

const meta = `
package v1

type Time struct {
	time.Time
}

func (t Time) MarshalJSON() ([]byte, error) {}

type TypeMeta struct {
	Kind string \`json:"kind,omitempty"\`
}

type Label string
type Bag map[string]string
type Names []Label // in order
`;

/** The shape of a component whose Go struct has these lines and whose schema has every field, or the given ones. */
function shapeOf(lines: string, fields?: readonly string[], more = "") {
  const text = `package v1

import (
	"time"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// Thing has \`json:"no"\` field here.
type Thing struct {
${lines}
}

type Part struct {
	Size int32 \`json:"size"\`
}

type Nothing struct{}

type Mode string
${more}`;
  const packages: Record<string, string[]> = {
    "k8s.io/api/shop/v1": [text],
    "k8s.io/apimachinery/pkg/apis/meta/v1": [meta],
    "k8s.io/apimachinery/pkg/types": ["package types\n\ntype UID string\n"],
  };
  const names = fields ?? [...lines.matchAll(/json:"(\w+)/g)].map(([, name = ""]) => name);
  const schema: JsonSchema = { properties: Object.fromEntries(names.map((name) => [name, {}])) };
  return goShapes(new Map([["io.k8s.api.shop.v1.Thing", schema]]), (path) => packages[path]).get(
    "io.k8s.api.shop.v1.Thing",
  );
}

describe("fields that are always written", () => {
  test.each([
    ["string", ""],
    ["bool", false],
    ["int64", 0],
    ["float64", 0],
    ["Mode", ""],
    ["types.UID", ""],
    ["metav1.Label", ""],
    ["[]string", null],
    ["[]byte", null],
    ["map[string][]Part", null],
    ["metav1.Bag", null],
    ["metav1.Names", null],
    ["*Part", null],
    ["Part", {}],
    ["Nothing", {}],
    ["metav1.Time", null],
  ])("%s is written as %j when it is empty", (type, empty) => {
    expect(shapeOf(`\tA ${type} \`json:"a"\``)).toMatchObject({ always: { a: empty } });
  });

  test.each(["string", "int32", "[]string", "map[string]string", "metav1.Bag", "*Part", "Mode"])(
    "an empty %s with omitempty is not",
    (type) => {
      expect(shapeOf(`\tA ${type} \`json:"a,omitempty"\``)?.always).toBeUndefined();
    },
  );

  test("structs are never empty to omitempty, only to omitzero", () => {
    expect(
      shapeOf(
        '\tA Part `json:"a,omitempty" protobuf:"bytes,1,opt,name=a"`\n\tB Part `json:"b,omitzero"`\n\tC metav1.Time `json:"c,omitempty"`',
      ),
    ).toEqual({ always: { a: {}, c: null } });
  });
});

test("scalars behind pointers are told apart from structs behind pointers, in alphabetical order", () => {
  const lines =
    '\tZ *int32 `json:"z,omitempty"`\n\tP *Part `json:"p,omitempty"`\n\tA *Mode `json:"a"`\n\tT *metav1.Time `json:"t,omitempty"`';
  expect(shapeOf(lines)).toMatchObject({ always: { a: null }, pointers: ["a", "z"] });
});

test.each([
  ["Mode", "v1.Mode"],
  ["*Mode", "v1.Mode"],
  ["[]Mode", "[]v1.Mode"],
  ["map[string]Mode", "map[string]v1.Mode"],
  ["metav1.Bag", "v1.Bag"],
  ["types.UID", "types.UID"],
  ["string", undefined],
  ["[]string", undefined],
  ["Part", undefined],
  ["[]Part", undefined],
])("%s is called %s by Go's decoder, where no schema says it", (type, name) => {
  expect(shapeOf(`\tA ${type} \`json:"a"\``)?.types?.["a"]).toBe(name);
});

test("fields of an inlined struct are those of the outer one, in both ways to say so", () => {
  expect(shapeOf('\tPart `json:",inline"`', ["size"])).toEqual({
    always: { size: 0 },
    embedded: { size: "Part" },
  });
  expect(shapeOf('\tmetav1.TypeMeta `json:""`\n\tPart', ["kind"])).toBeUndefined();
});

test("what JSON or the published schema does not have is left out, and so is prose", () => {
  const lines =
    '\t// A was `json:"old"`\n\tA string `json:"-"`\n\tB string `json:"b"`\n\tC string `json:"c"`';
  expect(shapeOf(lines, ["b", "old"])).toEqual({ always: { b: "" } });
});

test("a component without a struct, an unknown type or a writer of its own stops the generator", () => {
  const components = new Map([["io.k8s.api.shop.v1.Thing", { properties: {} }]]);
  expect(() => goShapes(components, () => undefined)).toThrow(
    "there is no Go struct for component io.k8s.api.shop.v1.Thing",
  );
  expect(() => shapeOf('\tA other.Type `json:"a"`')).toThrow("cannot find Go type other.Type");
  const odd = "\ntype Odd struct {\n\tA string\n}\n\nfunc (o *Odd) MarshalJSON() ([]byte, error) {}\n";
  expect(() => shapeOf('\tA Odd `json:"a"`', ["a"], odd)).toThrow(
    "cannot tell how Go writes an empty k8s.io/api/shop/v1.Odd",
  );
  expect(shapeOf('\tA *Odd `json:"a,omitempty"`', ["a"], odd)).toBeUndefined();
});

test("the shapes are in a file of their own", () => {
  const server = { version: "v1.99.0", groups: [], documents: [], policy: {} };
  const shapes = new Map([["io.k8s.api.shop.v1.Thing", { always: { a: "" } }]]);
  expect(planFiles(server, () => shapes).get("openapi/go-shapes.json")).toBe(
    '{\n"io.k8s.api.shop.v1.Thing": {"always":{"a":""}}\n}\n',
  );
});

describe("the built-in types", () => {
  const { goShape, components } = readBuiltInSchemas();
  const core = (name: string) => goShape(`io.k8s.api.core.v1.${name}`);

  test("are as the server's are", () => {
    expect(core("Pod")).toEqual({ always: { metadata: {}, spec: {}, status: {} } });
    expect(core("Container")?.always).toEqual({ name: "", resources: {} });
    expect(core("ServicePort")).toEqual({
      always: { port: 0, targetPort: 0 },
      pointers: ["appProtocol"],
      types: { protocol: "v1.Protocol" },
    });
    expect(core("Event")?.always).toMatchObject({ firstTimestamp: null, eventTime: null });
    expect(goShape("io.k8s.api.apps.v1.DeploymentSpec")?.pointers).toContain("replicas");
    expect(goShape("io.k8s.api.apps.v1.ControllerRevision")?.always?.["data"]).toBeNull();
    expect(core("ConfigMap")).toEqual({ always: { metadata: {} }, pointers: ["immutable"] });
  });

  test("a component of which there is nothing to say has no shape", () => {
    expect(components).toContain("io.k8s.api.core.v1.LocalObjectReference");
    expect(core("LocalObjectReference")).toBeUndefined();
  });
});
