import {
  resource,
  type Double,
  type Int32,
  type Int64,
  type IntOrString,
  type Integer,
  type JsonNumber,
  type KubernetesObject,
  type ObjectMeta,
  type RawExtension,
  type UInt32,
} from "kubewright";

/** @schema {"description":"","required":["spec","metadata"]} */
export interface RecordResource extends KubernetesObject {
  /** @description "" */
  apiVersion?: string;
  /** k */
  kind?: string;
  /** @schema {"properties":{"name":{"type":"string","maxLength":10}}} */
  metadata: ObjectMeta;
  /** st */
  status?: RawExtension;
  /** @description "Line one  \n  indented @foo bar\nTODO: later\n---\n```\n@minimum 1\n*\/ end \\@x\n" */
  spec: RecordSpec;
}

export const RecordResource = resource<RecordResource>({
  group: "weird.example.com",
  version: "v2",
  kind: "Record",
  scope: "Cluster",
  shortNames: ["rec", "rc"],
  categories: ["all"],
  conversion: {
    strategy: "Webhook",
    webhook: {
      conversionReviewVersions: ["v1"],
      clientConfig: { url: "https://example.com/convert", caBundle: "aGVsbG8=" },
    },
  },
  versionOrder: ["v2", "v1"],
  labels: { a: "b", "x.y/z": "1" },
  annotations: { "api-approved.kubernetes.io": "unapproved, \"quoted\" and 'single'" },
  storage: true,
  deprecated: 'use v3 */ "please"',
  subresources: {
    scale: { specReplicasPath: ".spec.big", statusReplicasPath: ".status.x", labelSelectorPath: ".status.y" },
  },
  printerColumns: [
    { name: "A", type: "string", jsonPath: '.spec["str"]', description: "d", priority: 1, format: "date" },
  ],
  selectableFields: [".spec.str"],
  allowFloats: true,
});

export interface RecordSpec {
  properties?: SpecProperties;
  items?: SpecItem[];
  /** @default "default" */
  default?: string;
  enum?: "=" | "" | "a b" | '"q"' | "b'c" | "x|y" | "null" | "1";
  __proto__?: Proto;
  constructor?: string;
  toString?: Record<string, string>;
  hasOwnProperty?: boolean;
  class?: string;
  /** *\/ x */
  "with space"?: string;
  日本語?: 日本語;
  "3scale"?: Spec3Scale;
  "-"?: Spec;
  $ref?: string;
  "a.b/c"?: ABC[];
  emptyObj?: Record<string, never>;
  /** x */
  emptyObjDesc?: Record<string, never>;
  anyVal?: unknown;
  anyObj?: RawExtension;
  /** @schema {"additionalProperties":true} */
  anyMap?: Record<string, unknown>;
  anyList?: unknown[];
  mapEmpty?: Record<string, Record<string, never>>;
  /** @schema {"additionalProperties":false} */
  falseMap?: Record<string, never>;
  openNoType?: OpenNoType;
  /** @embeddedResource */
  emb?: RawExtension;
  emb2?: Emb2;
  /**
   * @pattern ^\d+%?$
   * @default "50%"
   * @schema {"anyOf":null}
   */
  ios?: IntOrString;
  /**
   * @maximum 10
   * @maxLength 3
   */
  ios2?: IntOrString | null;
  /** @schema {"allOf":[{"anyOf":[{"type":"integer"},{"type":"string"}]},{"pattern":"^a"}],"anyOf":null} */
  ios3?: IntOrString;
  /** @schema {"type":"integer","anyOf":null} */
  ios4?: IntOrString;
  /**
   * @exclusiveMinimum 0.5
   * @multipleOf 0.1
   */
  num?: JsonNumber;
  /**
   * @minimum 1
   * @exclusiveMaximum 9
   * @schema {"exclusiveMinimum":false}
   */
  exF?: Integer;
  /** @schema {"exclusiveMaximum":true} */
  exNoMin?: Integer;
  /** @maximum 9223372036854776000 */
  big?: Int64;
  u32?: UInt32;
  /** @format ipv4 */
  fmt?: string;
  /** @format foo */
  arrFmt?: string[];
  /** @schema {"pattern":"^x"} */
  arrPat?: string[];
  /** @format int32 */
  enumInt?: 3 | 1 | 2;
  /** @enum [1,2] */
  enumNum?: JsonNumber;
  /** @enum [1.5,2] */
  enumNum2?: JsonNumber;
  enumBool?: true;
  /** @enum [true,false] */
  enumBoth?: boolean;
  /** @enum ["a","a"] */
  enumDup?: string;
  /**
   * @enum ["a",null]
   * @nullable
   */
  enumNull?: string;
  /** @enum [{"a":1},{"b":2}] */
  enumObj?: RawExtension;
  /** @default null */
  nullDefault?: string | null;
  /** @schema {"nullable":false} */
  nullFalse?: string;
  /** @default {"a":"x *\/ @y","b":[1,2]} */
  defObj?: DefObj;
  /** @default " spaced \"x\" @a `b` \n two" */
  defStr?: string;
  /** @schema {"example":{"a":"*\/"}} */
  example?: string;
  /** @schema {"title":"A @title x"} */
  title?: string;
  /** @schema {"externalDocs":{"url":"https://x.y","description":"d"}} */
  docs?: string;
  str?: string;
  /** @schema {"pattern":"^[^@ ]+ @foo `x` *\/ \"$"} */
  pat?: string;
  /** @schema {"pattern":"(?i)^a\\/b*\\/$"} */
  pat2?: string;
  /** @schema {"pattern":" lead"} */
  pat3?: string;
  reqEmpty?: ReqEmpty;
  reqUnsorted?: ReqUnsorted;
  reqUndeclared?: ReqUndeclared;
  nested?: Nested;
  cel?: Cel;
  /** @validation rule="self == oldSelf", message="field is immutable" */
  imm?: string;
  /** @listType set */
  set?: string[];
  /**
   * @listType map
   * @listMapKey z
   * @listMapKey a
   */
  map?: SpecMap[];
  /** @listType atomic */
  atomic?: Atomic[];
  /**
   * @minProperties 1
   * @mapType granular
   * @values.minLength 1
   */
  mapType?: Record<string, string>;
  /**
   * @items.description an item
   * @items.nullable
   */
  nullItems?: ("a" | "b")[];
  /** l */
  listDesc?: ListDesc[];
  /** @schema {"properties":{}} */
  emptyProps?: Record<string, never>;
  /** @schema {"description":""} */
  emptyDesc?: string;
  /** @description "   lead" */
  vd?: string;
  /** @description "a\r\nb" */
  vd2?: string;
  /** @description "+optional\n+kubebuilder:validation:Minimum=1" */
  vd3?: string;
  /**
   * x
   *
   *
   * * bullet
   *     code
   * * b
   */
  vd4?: string;
  /** @description "\u2028 \u0007 \ufeff" */
  vd5?: string;
  /**
   * \@deprecated use x
   * \@see y
   */
  vd6?: string;
  /**
   * ```
   * code \@x
   * ```
   */
  vd7?: string;
  deep?: Deep;
  long?: Long;
  fooBar?: RecordSpecFooBar;
  "foo-bar"?: RecordSpecFooBar2;
  foo_bar?: RecordSpecFooBar3;
  Condition?: Condition;
  string?: SpecString;
  Array?: SpecArray;
}

export interface SpecProperties {
  properties?: string;
  items?: string[];
}

export interface SpecItem {
  /** @items.items.minimum 1 */
  items?: Int32[][];
}

export interface Proto {
  a?: string;
}

export interface 日本語 {
  ключ?: string;
}

export interface Spec3Scale {
  a?: Integer;
}

export interface Spec {
  a?: string;
  b?: Integer;
}

export interface ABC {
  x?: Double;
}

/** @schema {"type":null} */
export interface OpenNoType {
  a?: string;
  [key: string]: unknown;
}

/** @embeddedResource */
export interface Emb2 {
  /** @ignore */
  apiVersion: string;
  /** @ignore */
  kind: string;
  /** @ignore */
  metadata?: ObjectMeta;
  spec: Proto;
}

export interface DefObj {
  a?: string;
  b?: Integer[];
}

/** @schema {"required":[]} */
export interface ReqEmpty {
  a?: string;
}

/** @schema {"required":["b","a"]} */
export interface ReqUnsorted {
  a: string;
  /**
   * @required
   * @default "x"
   */
  b?: string;
}

/** @schema {"required":["zz","a"]} */
export interface ReqUndeclared {
  a: string;
  [key: string]: unknown;
}

/**
 * @schema {"anyOf":[{"required":["a"],"properties":{"a":{"not":{"required":["x"]}}}},{"allOf":[{"required":["b"]},{"not":{"anyOf":[{"required":["c"]}]}}]}],"not":{"required":["a","b","c"]}}
 */
export interface Nested {
  a?: A;
  b?: string;
  c?: Proto;
}

export interface A {
  x?: string;
}

/**
 * @validation rule="self.a == 'x @b' || self.b == \"*\/\"", message="m \"q\" `b`"
 * @validation rule="self.a ==\n self.b", message="multi"
 * @validation rule="self.a != 'z'", messageExpression="'x' + self.a", reason="FieldValueForbidden", fieldPath=".a"
 * @validation rule="has(self.a) && oldSelf.hasValue()", message="x", optionalOldSelf=true
 * @validation rule="self.b == 'true'", message="true"
 */
export interface Cel {
  a?: string;
  b?: string;
}

/** @schema {"required":["z","a"]} */
export interface SpecMap {
  a: string;
  z: string;
}

/** @mapType atomic */
export interface Atomic {
  n?: string;
}

/** i \@x */
export interface ListDesc {
  q?: string;
}

export interface Deep {
  l?: RecordSpecDeepL;
}

export interface RecordSpecDeepL {
  l?: RecordSpecDeepLL;
}

export interface RecordSpecDeepLL {
  l?: RecordSpecDeepLLL;
}

export interface RecordSpecDeepLLL {
  l?: RecordSpecDeepLLLL;
}

export interface RecordSpecDeepLLLL {
  l?: string;
}

export type Long =
  | "aaaaaaaaaaaaaaaaaaaaaaaaaa"
  | "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
  | "cccccccccccccccccccccccccccccccccc"
  | "dddddddddddddddddddddd";

export interface RecordSpecFooBar {
  a?: boolean;
}

export interface RecordSpecFooBar2 {
  b?: boolean;
}

export interface RecordSpecFooBar3 {
  c?: boolean;
}

export interface Condition {
  c?: boolean;
  int32?: Int32;
}

export interface SpecString {
  s?: boolean;
}

export interface SpecArray {
  ss?: boolean;
}
