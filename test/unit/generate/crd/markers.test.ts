import { describe, expect, test } from "vitest";
import { errorsOf, generate, specOf, taggedSchema } from "../from-text.ts";

/** A kind with markers before its type, and what its definition says beside. */
async function kindWith(markers: string, definition = "") {
  const text = `import { resource, type CustomResource, type Int32 } from "kubewright";
interface Spec { size?: Int32; name?: string }
interface Status { ready?: Int32; selector?: string }
${markers}
interface Thing extends CustomResource<Spec, Status> {}
export const Thing = resource<Thing>({ group: "example.com", version: "v1", kind: "Thing", ${definition} });`;
  const { crds, errors } = await generate({ "input.ts": text });
  return { crd: crds[0], errors: errors.map((error) => error.replace(/^input\.ts:/, "")) };
}

const asComment = (...lines: string[]) => `/**\n${lines.map((line) => ` * ${line}`).join("\n")}\n */`;

describe("markers about a kind", () => {
  test("names and scope", async () => {
    const { crd, errors } = await kindWith(
      asComment(
        "+kubebuilder:resource:path=thingies,singular=thingy,shortName=th;thg,categories={all,things},scope=Cluster",
      ),
    );
    expect(errors).toEqual([]);
    expect(crd?.metadata?.name).toBe("thingies.example.com");
    expect(crd?.spec).toMatchObject({
      scope: "Cluster",
      names: {
        plural: "thingies",
        singular: "thingy",
        shortNames: ["th", "thg"],
        categories: ["all", "things"],
      },
    });
  });

  test("a resource marker without arguments changes nothing", async () => {
    const { crd } = await kindWith("// +kubebuilder:resource");
    expect(crd?.spec.names).toEqual({
      kind: "Thing",
      listKind: "ThingList",
      plural: "things",
      singular: "thing",
    });
  });

  test("subresources, columns and selectable fields, in their order", async () => {
    const { crd, errors } = await kindWith(
      asComment(
        "+kubebuilder:subresource:status",
        "+kubebuilder:subresource:scale:specpath=.spec.size,statuspath=.status.ready,selectorpath=.status.selector",
        '+kubebuilder:printcolumn:name="Size",type=integer,JSONPath=`.spec.size`,description="How many",format=int32,priority=1',
        "+kubebuilder:printcolumn:JSONPath=.spec.name,name=Called,type=string",
        "+kubebuilder:selectablefield:JSONPath=`.spec.name`",
      ),
    );
    expect(errors).toEqual([]);
    const [version] = crd?.spec.versions ?? [];
    expect(version?.subresources).toEqual({
      status: {},
      scale: {
        specReplicasPath: ".spec.size",
        statusReplicasPath: ".status.ready",
        labelSelectorPath: ".status.selector",
      },
    });
    expect(version?.additionalPrinterColumns).toEqual([
      {
        name: "Size",
        type: "integer",
        jsonPath: ".spec.size",
        description: "How many",
        format: "int32",
        priority: 1,
      },
      { name: "Called", type: "string", jsonPath: ".spec.name" },
    ]);
    expect(version?.selectableFields).toEqual([{ jsonPath: ".spec.name" }]);
  });

  test("labels and annotations, beside those of the definition", async () => {
    const { crd } = await kindWith(
      asComment('+kubebuilder:metadata:annotations="a.b/c=d=e";"f=",labels={team=x}'),
      'annotations: { own: "1" }',
    );
    expect(crd?.metadata?.annotations).toMatchObject({ own: "1", "a.b/c": "d=e", f: "" });
    expect(crd?.metadata?.labels).toEqual({ team: "x" });
  });

  test("versions: stored, not served, deprecated, left out", async () => {
    const version = (name: string, markers: string) => `${markers}
interface ${name} extends CustomResource<Spec> {}
export const ${name}Kind = resource<${name}>({ group: "example.com", version: "${name.toLowerCase()}", kind: "Thing" });`;
    const { crds, errors } = await generate({
      "input.ts": `import { resource, type CustomResource } from "kubewright";
interface Spec { a?: string }
${version("V1", "// +kubebuilder:storageversion")}
${version("V2", "// +kubebuilder:unservedversion\n// +kubebuilder:deprecatedversion")}
${version("V3", '// +kubebuilder:deprecatedversion:warning="use v1"')}
${version("V4", "// +kubebuilder:skipversion")}`,
    });
    expect(errors).toEqual([]);
    expect(crds[0]?.spec.versions.map(({ schema: _schema, ...rest }) => rest)).toEqual([
      { name: "v1", served: true, storage: true },
      { name: "v2", served: false, storage: false, deprecated: true },
      { name: "v3", served: true, storage: false, deprecated: true, deprecationWarning: "use v1" },
    ]);
  });

  test.each([
    [
      "+kubebuilder:resource:pathh=x",
      'wrong argument of "+kubebuilder:resource:pathh": unknown argument "pathh=x"',
    ],
    ["+kubebuilder:resource:scope=cluster", 'scope is "cluster": expected "Namespaced" or "Cluster"'],
    [
      "+kubebuilder:resource:path=others",
      '"+kubebuilder:resource:path" says "others" of plural, resource({...}) says "mine"',
    ],
    ["+kubebuilder:subresource:scale:specpath=.spec.size", '"statuspath" is missing'],
    [
      "+kubebuilder:subresource:scale:specpath=.spec.sise,statuspath=.status.ready",
      '".spec.sise" leads nowhere: there is no "sise"',
    ],
    [
      "+kubebuilder:printcolumn:name=A,type=text,JSONPath=.spec.name",
      'printerColumns.0.type is "text": expected string, integer, number, boolean or date',
    ],
    ["+kubebuilder:printcolumn:name=A,type=string", '"JSONPath" is missing'],
    ["+kubebuilder:metadata:annotations=a:b", '"a:b" is not in the form key=value'],
    ["+kubebuilder:metadata:labels=a", '"a" is not in the form key=value'],
    ["+kubebuilder:storageversion=true", "expected nothing after it"],
    ["+kubebuilder:resourse:path=x", 'unknown tag "+kubebuilder:resourse:path"'],
  ])("%s", async (marker, message) => {
    const { errors } = await kindWith(asComment(marker), 'plural: "mine"');
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(message);
    expect(errors[0]).toMatch(/^5:4: /);
  });

  test("on a property they are misplaced", async () => {
    expect(await errorsOf("/** +kubebuilder:resource:path=x */\np: string;")).toEqual([
      '2:5: error: "+kubebuilder:resource:path" cannot stand here: it is about a kind: write it before the type that resource<T>({...}) names',
    ]);
  });
});

describe("a version that is left out", () => {
  test("by skip: true, for a kind that somebody else defines", async () => {
    const { crd, errors } = await kindWith("", "skip: true");
    expect(errors).toEqual([]);
    expect(crd).toBeUndefined();
  });
});

describe("markers about a schema", () => {
  test.each<[string, string, object]>([
    ["+kubebuilder:validation:Maximum=5", "Int32", { maximum: 5 }],
    ["+kubebuilder:validation:Pattern=`^a{2}$`", "string", { pattern: "^a{2}$" }],
    ["+kubebuilder:validation:Format=uri", "string", { format: "uri" }],
    ["+kubebuilder:validation:Enum={1,2}", "Int32", { enum: [1, 2] }],
    ['+kubebuilder:validation:Enum="1";two', "string", { enum: ["1", "two"] }],
    ["+kubebuilder:validation:UniqueItems=false", "string[]", { type: "array" }],
    ["+kubebuilder:validation:items:Enum=a;b", "string[]", { items: { type: "string", enum: ["a", "b"] } }],
    [
      "+kubebuilder:validation:items:XPreserveUnknownFields",
      "{ a?: string }[]",
      { items: { "x-kubernetes-preserve-unknown-fields": true } },
    ],
    ["+kubebuilder:default:=A", "string", { default: "A" }],
    ["+kubebuilder:validation:Enum:=a;b", "string", { enum: ["a", "b"] }],
    ["+listType:=set", "string[]", { "x-kubernetes-list-type": "set" }],
    ["+kubebuilder:default={}", "string[]", { default: [] }],
    ["+kubebuilder:default={a: 1}", "Record<string, Int32>", { default: { a: 1 } }],
    ['+default={"a": 1}', "Record<string, Int32>", { default: { a: 1 } }],
    ["+kubebuilder:example={a,b}", "string[]", { example: ["a", "b"] }],
    ['+kubebuilder:title="12"', "string", { title: "12" }],
    ["+nullable", "string", { nullable: true }],
    ["+structType=atomic", "{ a?: string }", { "x-kubernetes-map-type": "atomic" }],
  ])("%s on %s", async (marker, type, expected) => {
    expect(await taggedSchema(marker, type)).toMatchObject(expected);
  });

  test("k8s:enum on a type has the choices sorted, as controller-gen sorts Go's constants", async () => {
    const schema = await taggedSchema("Which.", "Choice", '/** +k8s:enum */\ntype Choice = "b" | "a";');
    expect(schema).toEqual({ type: "string", description: "Which.", enum: ["a", "b"] });
    expect(await errorsOf("p: Choice;", "/** +k8s:enum */\ntype Choice = string;")).toEqual([
      '4:5: error: wrong argument of "+k8s:enum": expected a choice of texts: "a" | "b"',
    ]);
  });

  test("the default of kubebuilder comes after that of Kubernetes, whichever stands first", async () => {
    for (const lines of [
      ["+kubebuilder:default=mine", '+default="theirs"'],
      ['+default="theirs"', "+kubebuilder:default=mine"],
    ]) {
      const spec = await specOf(`${asComment(...lines)}\np?: string;`);
      expect(spec.properties?.p?.default).toBe("mine");
    }
  });

  test("a rule with all that belongs to it, in any order, text bare or quoted", async () => {
    const marker =
      "+kubebuilder:validation:XValidation:message=must be even,rule=`self.a % 2 == 0`,fieldPath=.a,reason=FieldValueInvalid,messageExpression=\"self.a > 7 ? 'large' : 'small'\"";
    expect((await taggedSchema(marker, "{ a: Int32 }"))["x-kubernetes-validations"]).toEqual([
      {
        message: "must be even",
        rule: "self.a % 2 == 0",
        fieldPath: ".a",
        reason: "FieldValueInvalid",
        messageExpression: "self.a > 7 ? 'large' : 'small'",
      },
    ]);
  });

  test("a tag and a marker that say the same are one too many", async () => {
    const errors = await errorsOf("// +kubebuilder:validation:Minimum=2\n/** @minimum 1 */\np: Int32;");
    expect(errors).toEqual([
      '2:4: error: "+kubebuilder:validation:Minimum" cannot stand here: it is given twice',
    ]);
  });

  test("markers for generators of Go code and of bundles say nothing here", async () => {
    const spec = await specOf(
      "p: T;",
      '// +kubebuilder:object:generate=true\n// +k8s:deepcopy-gen=true\n// +k8s:openapi-gen=true\n// +patchStrategy=merge\n// +genclient\n// +operator-sdk:csv:customresourcedefinitions:displayName="T"\ninterface T { a?: string }',
    );
    expect(spec.properties?.p).toEqual({ type: "object", properties: { a: { type: "string" } } });
  });

  test.each([
    ["+kubebuilder:validation:Minimum=a", "Int32", 'expected a number, found "a"'],
    ["+kubebuilder:validation:Minimum=1.5", "Int32", 'expected a whole number, found "1.5"'],
    [
      "+kubebuilder:validation:Minimum=1",
      "string",
      '"+kubebuilder:validation:Minimum" cannot stand here: it needs a number, this is a string',
    ],
    ["+kubebuilder:validation:MaxLength=1.5", "string", 'expected a whole number, found "1.5"'],
    ["+kubebuilder:validation:MaxLength", "string", "expected an argument, found nothing"],
    ["+kubebuilder:validation:ExclusiveMinimum=1", "Int32", 'expected true or false, found "1"'],
    ["+kubebuilder:validation:ExclusiveMinimum=true", "Int32", "there is no minimum that it could exclude"],
    [
      "+kubebuilder:validation:UniqueItems=true",
      "string[]",
      'the API server refuses it: use "@listType set"',
    ],
    ["+kubebuilder:validation:Enum=a;b", "Int32", 'expected values of the type, found "a"'],
    ["+kubebuilder:validation:Pattern=(", "string", 'expected an RE2 pattern, found "("'],
    [
      "+kubebuilder:validation:items:MaxLength=1",
      "string",
      '"+kubebuilder:validation:items:MaxLength" cannot stand here: a string has no items',
    ],
    [
      "+kubebuilder:validation:items:items:MaxLength=1",
      "string[]",
      'unknown tag "+kubebuilder:validation:items:items:MaxLength"',
    ],
    [
      "+kubebuilder:validation:items:Schemaless",
      "string[]",
      'unknown tag "+kubebuilder:validation:items:Schemaless"',
    ],
    [
      "+kubebuilder:validation:XValidation:rule=self,reason=Nope",
      "boolean",
      "expected a reason of FieldValueRequired",
    ],
    ["+kubebuilder:validation:XValidation:message=x", "boolean", '"rule" is missing'],
    [
      "+kubebuilder:validation:nullable",
      "string",
      'unknown tag "+kubebuilder:validation:nullable"\n  hint: Did you mean "@nullable"?',
    ],
    ["+k8s:maxLength=3", "string", 'unknown tag "+k8s:maxLength"\n  hint: Did you mean "@maxLength"?'],
    [
      "+kubebuilder:validation:AnyOf=a",
      "string",
      'hint: No marker says it: write the keyword as it is, @schema {"anyOf": …}',
    ],
    [
      "+kubebuilder:validation:Something=a",
      "string",
      "hint: Known: +kubebuilder:validation:Minimum, +kubebuilder:validation:Maximum,",
    ],
    ["+kubebilder:printcolum=a", "string", 'hint: Did you mean "+kubebuilder:printcolumn"?'],
    ["+optinal", "string", 'unknown tag "+optinal"\n  hint: Did you mean "@optional"?'],
    ["+kubebuilder:title=123", "string", "expected a text, found 123"],
    ["+kubebuilder:title={}", "Int32", "expected a text, found {}"],
    ["+kubebuilder:externalDocs:url=nowhere", "string", 'expected an address, found "nowhere"'],
    ["+kubebuilder:default=one", "Int32", 'the default is not valid: Invalid value: "string"'],
    ["+default=one", "string", 'expected JSON, found "one"'],
    ["+default=ref(Value)", "string", 'expected JSON, found "ref(Value)": write the value'],
    ["+listType=array", "string[]", 'expected atomic or set or map, found "array"'],
    ["+mapType=set", "Record<string, string>", 'expected atomic or granular, found "set"'],
    ["+k8s:enum", "string", '"+k8s:enum" cannot stand here: it belongs before a type, not before a property'],
    [
      "+kubebuilder:validation:AtMostOneOf=a.b;a.c",
      "{ a?: { b?: string; c?: string } }",
      "cannot reach into properties of properties: a.b",
    ],
  ])("%s on %s is refused", async (marker, type, message) => {
    const errors = await errorsOf(`/** ${marker} */\np: ${type};`);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(message);
  });
});
