import { expect, test } from "vitest";
import { readBuiltInSchemas } from "../../../src/k8s/built-in.ts";
import { protobufFields } from "../../../tools/generate-k8s/protobuf-fields.ts";

const text = `package v1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

type Thing struct {
	metav1.TypeMeta \`json:",inline"\`
	// +optional
	Size *int32 \`json:"size,omitempty" protobuf:"varint,12,opt,name=size"\`
	Names []string \`json:"nameList" protobuf:"bytes,3,rep,name=names"\`
	Source \`json:",inline" protobuf:"bytes,2,opt,name=source"\`
	Hidden string \`json:"-" protobuf:"bytes,4,opt,name=hidden"\`
	Late string \`json:"late,omitempty"\`
}

type Source struct {
	Path string \`json:"path" protobuf:"bytes,1,opt,name=path"\`
	Inner *Inner \`json:",inline" protobuf:"bytes,2,opt,name=inner"\`
}

type Inner struct {
	Deep bool \`json:"deep" protobuf:"varint,1,opt,name=deep"\`
}

type Empty struct {
}
`;

const component = (name: string) => `io.k8s.api.things.v1.${name}`;
const read = (path: string) => (path === "k8s.io/api/things/v1" ? [text] : undefined);

test("fields are found by their numbers, those of inlined structs in a message of their own", () => {
  const components = new Map([[component("Thing"), { properties: {} }]]);
  expect(Object.fromEntries(protobufFields(components, read))).toEqual({
    [component("Thing")]: { 2: { 1: "path", 2: { 1: "deep" } }, 3: "nameList", 12: "size" },
  });
});

test("components that are no structs, or have no field, are left out", () => {
  const components = new Map([
    [component("Text"), { type: "string" as const }],
    [component("Empty"), { properties: {} }],
  ]);
  expect(protobufFields(components, read).size).toBe(0);
});

test("a struct that is in none of the modules is an error", () => {
  const components = new Map([[component("Lost"), { properties: {} }]]);
  expect(() => protobufFields(components, read)).toThrow(
    "no Go struct for component io.k8s.api.things.v1.Lost",
  );
});

test("every resource has a message, whose fields are those of its schema", () => {
  const { resources, schema, protobufFields: fieldsOf } = readBuiltInSchemas();
  expect(resources.length).toBeGreaterThan(60);
  for (const { schema: name } of resources) {
    const numbered = Object.values(fieldsOf(name) ?? {});
    const known = Object.keys(schema(name).properties ?? {});
    // what it is stands in the envelope
    expect([name, numbered.filter((field) => typeof field === "string").sort()]).toEqual([
      name,
      known.filter((field) => field !== "apiVersion" && field !== "kind").sort(),
    ]);
  }
});
