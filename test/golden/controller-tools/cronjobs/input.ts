import {
  resource,
  type Base64,
  type Double,
  type Int32,
  type Int64,
  type Integer,
  type IntOrString,
  type KubernetesObject,
  type MicroTime,
  type RawExtension,
  type Time,
} from "kubewright";
import type { ObjectReference } from "kubewright/k8s/core/v1";
import type { IPFamilyPolicyType, Protocol } from "./network.ts";

const group = "testdata.kubebuilder.io";

interface NestedObject {
  foo: string;
  bar: boolean;
}

/** @structType atomic */
type NestedStructWithSeveralFields = NestedObject;

type JustNestedObject = NestedObject;

interface RootObject {
  nested: NestedObject;
}

/** @minProperties 1 @maxProperties 2 */
interface MinMaxObject {
  foo?: string;
  bar?: string;
  baz?: string;
}

interface EmpiableObject {
  /** @default forty-two */
  foo?: string;
  bar?: string;
}

/**
 * Writes itself in another form.
 * @type object
 * @preserveUnknownFields
 */
interface Preserved {
  concreteField: string;
}

interface AssociativeType {
  name: string;
  secondary: Integer;
  foo: string;
}

/**
 * Keyed by two properties.
 * @listType map
 * @listMapKey name
 * @listMapKey secondary
 */
type NestedAssociativeList = AssociativeType[];

/** @mapType granular */
type NestedMapOfInfo = Record<string, Base64>;

/** A text of some length. @minLength 4 */
type LongerString = string;

/** A flag that is written as a text. @type string */
type TotallyABool = boolean;

/**
 * Names of hosts.
 * @minItems 1
 * @items.minLength 1
 * @items.maxLength 255
 * @items.pattern ^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
 * @listType set
 */
type Hosts = string[];

type UnmarkeredInteger = Int32;
type UnmarkeredString = string;
type StringAlias = string;

/** @title title on type */
type StringAliasWithTitle = string;

/** @minLength 1 @maxLength 255 */
type StringAliasWithValidation = string;

interface ContainsNestedMap {
  innerMap?: Record<string, string>;
}

/** What to do with runs that overlap. @enum Allow;Forbid;Replace */
type ConcurrencyPolicy = string;

type K8sConcurrencyPolicy = "Allow" | "Forbid" | "Replace";

/** @validation rule="self.size() % 2 == 0", message="must have even length" */
type StringEvenType = string;

/** Written as a whole number of milliseconds. @type integer @format int64 */
type Time2 = string;

interface Duration {
  value: Int64;
}

interface EmbeddedStruct {
  /** From an embedded type that has another name here. */
  fromEmbedded?: string;
}

type InlineAlias = EmbeddedStruct;

interface InlinePointerStruct {
  fromPointer?: string;
}

interface UnexportedStruct {
  /** From a type that is not exported. */
  foo: string;
}

interface ExportedStruct {
  baz: string;
}

/**
 * What is wanted of a cron job.
 * @validation rule="has(oldSelf.forbiddenInt) || !has(self.forbiddenInt)", message="forbiddenInt is not allowed", fieldPath=".forbiddenInt", reason="FieldValueForbidden"
 */
interface CronJobSpec extends UnexportedStruct, ExportedStruct, InlineAlias, InlinePointerStruct {
  /** When to run, as cron has it. */
  schedule: string;
  /**
   * How late a run may begin, in seconds.
   * What begins later is counted as failed.
   */
  startingDeadlineSeconds?: Int64;
  concurrencyPolicy?: ConcurrencyPolicy;
  k8sConcurrencyPolicy?: K8sConcurrencyPolicy;
  suspend?: boolean;
  /** @ignore */
  internalData: string;
  noReallySuspend?: TotallyABool;
  binaryName: Base64;
  /** @nullable */
  canBeNull: string;
  successfulJobsHistoryLimit?: Int32;
  failedJobsHistoryLimit?: Int32;
  byteSliceData?: Record<string, Base64>;
  stringSliceData?: Record<string, string[]>;
  ptrData?: Record<string, string>;
  /** Of a length of its own. @minLength 4 */
  twoOfAKindPart0: string;
  twoOfAKindPart1: LongerString;
  /**
   * Always there, and filled in.
   * @default forty-two
   * @example forty-two
   * @title DefaultedString
   */
  defaultedString: string;
  /** @default ["a", "b"] @example ["a", "b"] @title DefaultedSlice */
  defaultedSlice: string[];
  /**
   * @default [{"nested": {"foo": "baz", "bar": true}}, {"nested": {"foo": "qux", "bar": false}}]
   * @example [{"nested": {"foo": "baz", "bar": true}}, {"nested": {"foo": "qux", "bar": false}}]
   * @title 124
   */
  defaultedObject: RootObject[];
  /** @default [] @title {} */
  defaultedEmptySlice: string[];
  /** @default {} */
  defaultedEmptyMap: Record<string, string>;
  /** @default {} */
  defaultedEmptyObject: EmpiableObject;
  /** @default kubebuilder-default */
  doubleDefaultedString: string;
  /** @default forty-two */
  kubernetesDefaultedString: string;
  /** @default ["a","b"] */
  kubernetesDefaultedSlice: string[];
  /** @default [{"nested": {"foo": "baz", "bar": true}},{"nested": {"foo": "qux", "bar": false}}] */
  kubernetesDefaultedObject: RootObject[];
  /** @default [] */
  kubernetesDefaultedEmptySlice: string[];
  /** @default {} */
  kubernetesDefaultedEmptyMap: Record<string, string>;
  /** @default {} */
  kubernetesDefaultedEmptyObject: EmpiableObject;
  kubernetesDefaultedRef?: string;
  /** @pattern ^$|^((https):\/\/?)[^\s()<>]+(?:\([\w\d]+\)|([^[:punct:]\s]|\/?))$ */
  patternObject: string;
  /** @embeddedResource */
  embeddedResource: RawExtension;
  /** @preserveUnknownFields */
  unprunedJSON: NestedObject;
  /** @preserveUnknownFields @embeddedResource */
  unprunedEmbeddedResource: RawExtension;
  unprunedFomType: Preserved;
  /** @preserveUnknownFields */
  unprunedFomTypeAndField: Preserved;
  /** @listType map @listMapKey name @listMapKey secondary */
  associativeList: AssociativeType[];
  /** @listType map @listMapKey name */
  k8sAssociativeList: AssociativeType[];
  /** @listType set */
  k8sSetList?: string[];
  /** @listType atomic */
  k8sAtomicList?: string[];
  nestedassociativeList: NestedAssociativeList;
  k8sNestedAssociativeList: NestedAssociativeList;
  /** @mapType granular */
  mapOfInfo: Record<string, Base64>;
  nestedMapOfInfo: NestedMapOfInfo;
  /** @structType atomic */
  structWithSeveralFields: NestedObject;
  nestedStructWithSeveralFields: NestedStructWithSeveralFields;
  /** @structType atomic */
  nestedStructWithSeveralFieldsDoubleMarked: NestedStructWithSeveralFields;
  justNestedObject?: JustNestedObject;
  /** @optional */
  explicitlyOptionalKubebuilder: string;
  /** @optional */
  explicitlyOptionalKubernetes: string;
  /** @optional */
  explicitlyOptionalK8s: string;
  /** @required */
  explicitlyRequiredKubebuilder?: string;
  /** @required */
  explicitlyRequiredKubernetes?: string;
  /** @required */
  explicitlyRequiredK8s?: string;
  minMaxProperties?: MinMaxObject;
  /** @schemaless @type string */
  schemaless?: Base64;
  /** @intOrString @maxLength 11 @minLength 2 @pattern ^((100|[0-9]{1,2})%|[0-9]+)$ */
  intOrStringWithAPattern?: IntOrString;
  /** @intOrString @enum [1, 2, "foo", "bar"] */
  intOrStringWithEnum?: IntOrString;
  nestedMap?: Record<string, Record<string, string>>;
  nestedNestedMap?: Record<string, Record<string, Record<string, string>>>;
  nestedMapInStruct?: Record<string, ContainsNestedMap>;
  mapOfArraysOfFloats?: Record<string, boolean[]>;
  mapOfTextMarshalerKeys?: Record<string, string>;
  /** @type number @minimum -0.5 @maximum 1.5 @multipleOf 0.5 */
  floatWithValidations: Double;
  /** @type number @minimum -0.5 @maximum 1.5 @multipleOf 0.5 */
  float64WithValidations: Double;
  /** @minimum -2 @maximum 2 @multipleOf 2 */
  intWithValidations: Integer;
  /** @minimum -2 @maximum 2 @multipleOf 2 */
  int32WithValidations: Int32;
  /**
   * @validation rule="self.size() % 2 == 0", message="must have even length"
   * @validation true
   */
  stringWithEvenLength?: string;
  /** @validation rule="self.size() % 2 == 0", messageExpression="self + ' has odd length, must be even'" */
  stringWithEvenLengthAndMessageExpression?: string;
  /** @validation rule="self.startsWith('good-')", message="must have good prefix" */
  stringWithEvenLengthAndGoodPrefix?: StringEvenType;
  forbiddenInt?: Integer;
  array?: Integer[];
  arrayUsingCompositeLiteral?: string[];
  /**
   * @minItems 1
   * @items.minLength 1
   * @items.maxLength 255
   * @items.pattern ^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
   * @listType set
   */
  hosts?: string[];
  /** @items.enum 0;1;3 */
  enumSlice?: Integer[];
  hostsAlias?: Hosts;
  aliasFromPackage?: IPFamilyPolicyType;
  stringAlias?: StringAlias;
  stringAliasPtr?: StringAlias;
  /** @minLength 1 @maxLength 255 */
  stringAliasAddedValidation?: StringAlias;
  stringAliasAlreadyValidated?: StringAliasWithValidation;
  /** @title title on field */
  stringAliasWithAddedTitle?: StringAliasWithTitle;
  stringAliasWithTitle?: StringAliasWithTitle;
  /** @minItems 2 @maxItems 2 */
  stringPair: string[];
  /** @minItems 3 */
  longerStringArray?: LongerString[];
  /**
   * @items.intOrString
   * @items.maxLength 10
   * @items.minLength 1
   * @items.pattern ^((100|[0-9]{1,2})%|[0-9]+)$
   */
  intOrStringArrayWithAPattern?: IntOrString[];
  /** @items.intOrString @items.maxLength 3 @items.minLength 1 @items.enum [1, 2, "foo", "bar"] */
  intOrStringWithEnumSlice?: IntOrString[];
  /** @default TCP */
  protocol?: Protocol;
  selectableFieldString?: string;
  /** @validation rule="oldSelf.hasValue() || self == 0", message="must be set to 0 on creation. can be set to any value on an update.", optionalOldSelf=true */
  onlyAllowSettingOnUpdate?: Int32;
  /** @minimum 1 @maximum 10 */
  locallyBoundedInteger?: UnmarkeredInteger;
  /** @minLength 1 @maxLength 10 */
  locallyBoundedString?: UnmarkeredString;
  /** @minLength 10 @maxLength 10 */
  fieldLevelAliasOverride?: StringAliasWithValidation;
  /** @minLength 10 @maxLength 10 */
  fieldLevelLocalDeclarationOverride?: LongerString;
}

/** What was seen of a cron job. */
interface CronJobStatus {
  active?: ObjectReference[];
  /** When a run began last. */
  lastScheduleTime?: Time;
  lastScheduleTime2?: Time2;
  lastScheduleMicroTime?: MicroTime;
  lastActiveLogURL?: string;
  lastActiveLogURL2?: string;
  lastActiveLogURL3?: string;
  lastActiveLogURL4?: string;
  duration?: Duration;
}

interface CronJobV1 extends KubernetesObject {
  spec?: CronJobSpec;
  status?: CronJobStatus;
}

interface UnservedSpec {
  /** @minLength 4 */
  twoOfAKindPart0: string;
  /** @minimum -2 @maximum 2 @multipleOf 2 */
  int32WithValidations: Int32;
}

interface CronJobV1Beta1 extends KubernetesObject {
  spec?: UnservedSpec;
}

const common = { group, kind: "CronJob", singular: "mycronjob", subresources: { status: true } } as const;

/** Runs something now and then. */
export const CronJob = resource<CronJobV1>({
  ...common,
  version: "v1",
  storage: true,
  annotations: {
    "api-approved.kubernetes.io": "https://github.com/kubernetes-sigs/controller-tools",
    "cert-manager.io/inject-ca-from-secret": "cert-manager/cert-manager-webhook-ca",
  },
  selectableFields: [".spec.selectableFieldString"],
});

export const CronJobBeta = resource<CronJobV1Beta1>({ ...common, version: "v1beta1", served: false });

export const CronJobBeta2 = resource<KubernetesObject>({
  ...common,
  version: "v1beta2",
  deprecated: "use v1 instead, this version causes your data center to catch fire when used on Tuesdays",
});
