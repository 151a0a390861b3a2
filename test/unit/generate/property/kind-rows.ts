import type { Expected } from "./expected.ts";

/** What the definition of a kind says beside its schema, as far as a program can say something of it. */
export interface Envelope {
  readonly names: Expected;
  readonly metadata: Expected;
  /** Of the spec, without names and versions. */
  readonly spec: Expected;
  /** Of the only version, without its schema. */
  readonly version: Expected;
  /** Of the schema, without its properties. */
  readonly root: Expected;
  /** Of the schema of `spec.key`. */
  readonly key: Expected;
}

/** What is said of a kind as a whole. */
export interface KindUse {
  /** A line of the comment before its type or its constant. */
  readonly line?: string;
  /** The first line of the file. */
  readonly top?: string;
  /** A property of what `resource({...})` is given. */
  readonly data?: string;
  /** Which only one row of a kind may say. */
  readonly sets: readonly string[];
  /** Whether the kind has a status. */
  readonly status?: boolean;
  /** What comes of it; undefined: nothing is written of the kind. */
  readonly makes?: (envelope: Envelope) => Envelope | undefined;
  /** Parts of what must be said, by where. */
  readonly errors?: Readonly<Partial<Record<"top" | "line" | "data" | "constant", string>>>;
}

/** Right uses, and wrong ones. */
export type KindRow = readonly KindUse[];

const marker = "+kubebuilder:";
const names = (more: Expected) => (one: Envelope) => ({ ...one, names: { ...one.names, ...more } });
const version = (more: Expected) => (one: Envelope) => ({ ...one, version: { ...one.version, ...more } });
const spec = (more: Expected) => (one: Envelope) => ({ ...one, spec: { ...one.spec, ...more } });
const metadata = (more: Expected) => (one: Envelope) => ({ ...one, metadata: { ...one.metadata, ...more } });
const root = (more: Expected) => (one: Envelope) => ({ ...one, root: { ...one.root, ...more } });
const nothing = () => undefined;
const column = { name: "Key", type: "string", jsonPath: ".spec.key" };
const scale = { specReplicasPath: ".spec.size", statusReplicasPath: ".status.size" };
const rule = { rule: "true", message: "never said" };
const named = { plural: "thingies", singular: "thingy", shortNames: ["th", "tg"], categories: ["all"] };
const wrongLine = (line: string, message: string): KindUse => ({
  line,
  errors: { line: message },
  sets: ["all"],
});
const wrongData = (data: string, message: string): KindUse => ({
  data,
  errors: { data: message },
  sets: ["all"],
});

/** Markers about a kind, by their name without the plus: every one of the generator's table must be here. */
export const kindMarkerRows: Readonly<Record<string, KindRow>> = {
  "kubebuilder:resource": [
    {
      line: `${marker}resource:path=thingies,singular=thingy,shortName=th;tg,categories=all,scope=Cluster`,
      sets: ["names", "plural", "scope"],
      makes: (one) =>
        spec({ scope: "Cluster" })(metadata({ name: "thingies.example.com" })(names(named)(one))),
    },
    wrongLine(
      `${marker}resource:scope=Everywhere`,
      'scope is "Everywhere": expected "Namespaced" or "Cluster"',
    ),
    wrongLine(`${marker}resource:paths=a`, 'wrong argument of "+kubebuilder:resource'),
  ],
  "kubebuilder:subresource:status": [
    {
      line: `${marker}subresource:status`,
      sets: ["subresources"],
      makes: version({ subresources: { status: {} } }),
    },
  ],
  "kubebuilder:subresource:scale": [
    {
      line: `${marker}subresource:scale:specpath=.spec.size,statuspath=.status.size`,
      sets: ["subresources"],
      status: true,
      makes: version({ subresources: { status: {}, scale } }),
    },
    wrongLine(
      `${marker}subresource:scale:specpath=.spec.size`,
      'wrong argument of "+kubebuilder:subresource:scale',
    ),
  ],
  "kubebuilder:printcolumn": [
    {
      line: `${marker}printcolumn:name=Key,type=string,JSONPath=.spec.key,priority=1`,
      sets: ["columns"],
      makes: version({ additionalPrinterColumns: [{ ...column, priority: 1 }] }),
    },
    wrongLine(`${marker}printcolumn:name=Key,type=text,JSONPath=.spec.key`, 'is "text": expected string'),
  ],
  "kubebuilder:selectablefield": [
    {
      line: `${marker}selectablefield:JSONPath=.spec.key`,
      sets: ["fields"],
      makes: version({ selectableFields: [{ jsonPath: ".spec.key" }] }),
    },
    wrongLine(`${marker}selectablefield:JSONPath=.spec.nowhere`, ".spec.nowhere"),
  ],
  "kubebuilder:storageversion": [
    {
      line: `${marker}storageversion`,
      data: "storage: false",
      sets: ["all"],
      errors: {
        line: '"+kubebuilder:storageversion" says true of storage',
        constant: "exactly one version of Thing must be stored",
      },
    },
  ],
  "kubebuilder:unservedversion": [
    {
      line: `${marker}unservedversion`,
      sets: ["all"],
      errors: { constant: "no version of Thing is served" },
    },
  ],
  "kubebuilder:skipversion": [{ line: `${marker}skipversion`, sets: ["all"], makes: nothing }],
  "kubebuilder:deprecatedversion": [
    {
      line: `${marker}deprecatedversion:warning="Old."`,
      sets: ["deprecated"],
      makes: version({ deprecated: true, deprecationWarning: "Old." }),
    },
    { line: `${marker}deprecatedversion`, sets: ["deprecated"], makes: version({ deprecated: true }) },
  ],
  "kubebuilder:metadata": [
    {
      line: `${marker}metadata:annotations="a.b/c=d",labels="e=f"`,
      sets: ["metadata"],
      makes: metadata({ annotations: { "a.b/c": "d" }, labels: { e: "f" } }),
    },
    wrongLine(`${marker}metadata:labels="e"`, 'wrong argument of "+kubebuilder:metadata'),
  ],
};

/** What `resource({...})` may be given, by name: every part that the generator knows must be here, but those that each program has. */
export const kindDataRows: Readonly<Record<string, KindRow>> = {
  plural: [
    {
      data: 'plural: "thingies"',
      sets: ["names", "plural"],
      makes: (one) => metadata({ name: "thingies.example.com" })(names({ plural: "thingies" })(one)),
    },
    wrongData('plural: "Things"', 'plural is "Things": expected lower case letters'),
  ],
  singular: [{ data: 'singular: "thingy"', sets: ["names"], makes: names({ singular: "thingy" }) }],
  shortNames: [
    { data: 'shortNames: ["th"]', sets: ["names"], makes: names({ shortNames: ["th"] }) },
    wrongData('shortNames: ["T H"]', 'shortNames.0 is "T H"'),
  ],
  categories: [{ data: 'categories: ["all"]', sets: ["names"], makes: names({ categories: ["all"] }) }],
  scope: [
    { data: 'scope: "Cluster"', sets: ["scope"], makes: spec({ scope: "Cluster" }) },
    wrongData('scope: "Global"', 'scope is "Global": expected "Namespaced" or "Cluster"'),
  ],
  subresources: [
    {
      data: "subresources: { status: true }",
      sets: ["subresources"],
      makes: version({ subresources: { status: {} } }),
    },
    {
      data: `subresources: { scale: ${JSON.stringify(scale)} }`,
      sets: ["subresources"],
      status: true,
      makes: version({ subresources: { status: {}, scale } }),
    },
    wrongData("subresources: { statsu: true }", 'subresources has no "statsu"'),
  ],
  printerColumns: [
    {
      data: `printerColumns: [${JSON.stringify(column)}]`,
      sets: ["columns"],
      makes: version({ additionalPrinterColumns: [column] }),
    },
    wrongData(
      'printerColumns: [{ name: "Key", type: "string", jsonPath: ".spec.kye" }]',
      '".spec.kye" leads nowhere',
    ),
    wrongData('printerColumns: [{ name: "Key", type: "string" }]', 'printerColumns.0 lacks "jsonPath"'),
  ],
  selectableFields: [
    {
      data: 'selectableFields: [".spec.key"]',
      sets: ["fields"],
      makes: version({ selectableFields: [{ jsonPath: ".spec.key" }] }),
    },
    wrongData('selectableFields: ["spec.key"]', 'selectableFields.0 is "spec.key"'),
  ],
  storage: [
    { data: "storage: true", sets: ["storage"], makes: (one) => one },
    {
      data: "storage: false",
      sets: ["all"],
      errors: { constant: "exactly one version of Thing must be stored" },
    },
  ],
  served: [
    { data: "served: true", sets: ["served"], makes: (one) => one },
    { data: "served: false", sets: ["all"], errors: { constant: "no version of Thing is served" } },
  ],
  skip: [{ data: "skip: true", sets: ["all"], makes: nothing }],
  deprecated: [
    {
      data: 'deprecated: "Old."',
      sets: ["deprecated"],
      makes: version({ deprecated: true, deprecationWarning: "Old." }),
    },
  ],
  labels: [
    { data: 'labels: { e: "f" }', sets: ["metadata"], makes: metadata({ labels: { e: "f" } }) },
    wrongData('labels: { e: "f g" }', 'labels: "f g" is no value of a label'),
  ],
  annotations: [
    {
      data: 'annotations: { "a.b/c": "d" }',
      sets: ["metadata"],
      makes: metadata({ annotations: { "a.b/c": "d" } }),
    },
  ],
  conversion: [
    {
      data: 'conversion: { strategy: "None" }',
      sets: ["conversion"],
      makes: spec({ conversion: { strategy: "None" } }),
    },
    wrongData('conversion: { strategy: "Webhook" }', 'conversion lacks "webhook"'),
    wrongData('conversion: { strategy: "All" }', 'conversion.strategy is "All"'),
  ],
  defaults: [
    {
      data: 'defaults: { spec: { key: "x" } }',
      sets: ["defaults"],
      makes: (one) => ({ ...one, key: { ...one.key, default: "x" } }),
    },
    wrongData('defaults: { spec: { kye: "x" } }', 'there is no property "spec.kye"'),
  ],
  allowFloats: [
    { data: "allowFloats: false", sets: ["floats"], makes: (one) => one },
    wrongData('allowFloats: "yes"', 'allowFloats is "yes": expected true or false'),
  ],
  rootFields: [
    { data: 'rootFields: ["apiVersion", "kind", "metadata"]', sets: ["rootFields"], makes: (one) => one },
    wrongData('rootFields: ["spec"]', 'rootFields.0 is "spec"'),
  ],
  versionOrder: [
    { data: 'versionOrder: ["v1"]', sets: ["order"], makes: (one) => one },
    wrongData('versionOrder: ["V_1"]', 'versionOrder.0 is "V_1"'),
  ],
  overrides: [
    {
      data: "overrides: { version: { deprecated: true } }",
      sets: ["deprecated", "overrides"],
      makes: version({ deprecated: true }),
    },
    {
      data: "overrides: { spec: { preserveUnknownFields: false } }",
      sets: ["overrides"],
      makes: spec({ preserveUnknownFields: false }),
    },
  ],
};

/** Tags about the schema of a kind as a whole, and what is no tag of a kind. */
export const kindTagRows: Readonly<Record<string, KindRow>> = {
  "@validation of a kind": [
    {
      line: '@validation rule="true", message="never said"',
      sets: ["rules"],
      makes: root({ "x-kubernetes-validations": [rule] }),
    },
    wrongLine("@validation self >", 'the rule "self >" is not valid'),
  ],
  "+XValidation of a kind": [
    {
      line: `${marker}validation:XValidation:rule="true",message="never said"`,
      sets: ["rules"],
      makes: root({ "x-kubernetes-validations": [rule] }),
    },
  ],
  "@minProperties of a kind": [
    { line: "@minProperties 1", sets: ["minProperties"], makes: root({ minProperties: 1 }) },
  ],
  "@deprecated of a kind": [
    {
      line: "@deprecated Old.",
      sets: ["deprecated"],
      makes: (one) =>
        root({ description: "Deprecated: Old." })(
          version({ deprecated: true, deprecationWarning: "Old." })(one),
        ),
    },
  ],
  "kind behind a gate": [{ line: "@featureGate Later", sets: ["all"], makes: nothing }],
  "about the file": [
    { top: "// +groupName=example.com", sets: ["top"], makes: (one) => one },
    { top: "// +versionName=v2", errors: { top: '"+versionName" says "v2"' }, sets: ["all"] },
  ],
  "no tag of a kind": [
    wrongLine("@minimum 1", '"@minimum" cannot stand here'),
    wrongLine("@plural things", 'unknown tag "@plural"'),
    wrongLine(`${marker}printcolumns:name=Key`, "unknown tag"),
    wrongLine("@optional", "only a property can be left out or not"),
  ],
};
