// +groupName=testdata.kubebuilder.io

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

// +structType=atomic
type NestedStructWithSeveralFields = NestedObject;

type JustNestedObject = NestedObject;

interface RootObject {
  nested: NestedObject;
}

// +kubebuilder:validation:MinProperties=1
// +kubebuilder:validation:MaxProperties=2
interface MinMaxObject {
  foo?: string;
  bar?: string;
  baz?: string;
}

interface EmpiableObject {
  // +kubebuilder:default=forty-two
  foo?: string;
  bar?: string;
}

// +kubebuilder:validation:Type=object
// +kubebuilder:pruning:PreserveUnknownFields
/** Writes itself in another form. */
interface Preserved {
  concreteField: string;
}

interface AssociativeType {
  name: string;
  secondary: Integer;
  foo: string;
}

// +listType=map
// +listMapKey=name
// +listMapKey=secondary
/** Keyed by two properties. */
type NestedAssociativeList = AssociativeType[];

// +mapType=granular
type NestedMapOfInfo = Record<string, Base64>;

// +kubebuilder:validation:MinLength=4
/** A text of some length. */
type LongerString = string;

// +kubebuilder:validation:Type=string
/** A flag that is written as a text. */
type TotallyABool = boolean;

// +kubebuilder:validation:MinItems=1
// +kubebuilder:validation:items:MinLength=1
// +kubebuilder:validation:items:MaxLength=255
// +kubebuilder:validation:items:Pattern=^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
// +listType=set
/** Names of hosts. */
type Hosts = string[];

type UnmarkeredInteger = Int32;
type UnmarkeredString = string;
type StringAlias = string;

// +kubebuilder:title="title on type"
type StringAliasWithTitle = string;

// +kubebuilder:validation:MinLength=1
// +kubebuilder:validation:MaxLength=255
type StringAliasWithValidation = string;

interface ContainsNestedMap {
  innerMap?: Record<string, string>;
}

// +kubebuilder:validation:Enum=Allow;Forbid;Replace
/** What to do with runs that overlap. */
type ConcurrencyPolicy = string;

type K8sConcurrencyPolicy = "Allow" | "Forbid" | "Replace";

// +kubebuilder:validation:XValidation:rule="self.size() % 2 == 0",message="must have even length"
type StringEvenType = string;

// +kubebuilder:validation:Type=integer
// +kubebuilder:validation:Format=int64
/** Written as a whole number of milliseconds. */
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

// +kubebuilder:validation:XValidation:rule="has(oldSelf.forbiddenInt) || !has(self.forbiddenInt)",message="forbiddenInt is not allowed",fieldPath=".forbiddenInt",reason="FieldValueForbidden"
/** What is wanted of a cron job. */
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
  // +nullable
  canBeNull: string;
  successfulJobsHistoryLimit?: Int32;
  failedJobsHistoryLimit?: Int32;
  byteSliceData?: Record<string, Base64>;
  stringSliceData?: Record<string, string[]>;
  ptrData?: Record<string, string>;
  // +kubebuilder:validation:MinLength=4
  /** Of a length of its own. */
  twoOfAKindPart0: string;
  twoOfAKindPart1: LongerString;
  // +kubebuilder:default=forty-two
  // +kubebuilder:example=forty-two
  // +kubebuilder:title=DefaultedString
  /** Always there, and filled in. */
  defaultedString: string;
  // +kubebuilder:default={a, b}
  // +kubebuilder:example={a, b}
  // +kubebuilder:title=DefaultedSlice
  defaultedSlice: string[];
  // +kubebuilder:default={{nested: {foo: baz, bar: true}}, {nested: {foo: qux, bar: false}}}
  // +kubebuilder:example={{nested: {foo: baz, bar: true}}, {nested: {foo: qux, bar: false}}}
  // +kubebuilder:title="124"
  defaultedObject: RootObject[];
  // +kubebuilder:default={}
  // +kubebuilder:title="{}"
  defaultedEmptySlice: string[];
  // +kubebuilder:default={}
  defaultedEmptyMap: Record<string, string>;
  // +kubebuilder:default={}
  defaultedEmptyObject: EmpiableObject;
  // +kubebuilder:default=kubebuilder-default
  // +default="kubernetes-default"
  doubleDefaultedString: string;
  // +default="forty-two"
  kubernetesDefaultedString: string;
  // +default=["a","b"]
  kubernetesDefaultedSlice: string[];
  // +default=[{"nested": {"foo": "baz", "bar": true}},{"nested": {"foo": "qux", "bar": false}}]
  kubernetesDefaultedObject: RootObject[];
  // +default=[]
  kubernetesDefaultedEmptySlice: string[];
  // +default={}
  kubernetesDefaultedEmptyMap: Record<string, string>;
  // +default={}
  kubernetesDefaultedEmptyObject: EmpiableObject;
  kubernetesDefaultedRef?: string;
  // +kubebuilder:validation:Pattern=^$|^((https):\/\/?)[^\s()<>]+(?:\([\w\d]+\)|([^[:punct:]\s]|\/?))$
  patternObject: string;
  // +kubebuilder:validation:EmbeddedResource
  embeddedResource: RawExtension;
  // +kubebuilder:pruning:PreserveUnknownFields
  unprunedJSON: NestedObject;
  // +kubebuilder:pruning:PreserveUnknownFields
  // +kubebuilder:validation:EmbeddedResource
  unprunedEmbeddedResource: RawExtension;
  unprunedFomType: Preserved;
  // +kubebuilder:pruning:PreserveUnknownFields
  unprunedFomTypeAndField: Preserved;
  // +listType=map
  // +listMapKey=name
  // +listMapKey=secondary
  associativeList: AssociativeType[];
  // +k8s:listType=map
  // +k8s:listMapKey=name
  k8sAssociativeList: AssociativeType[];
  // +k8s:listType=set
  k8sSetList?: string[];
  // +k8s:listType=atomic
  k8sAtomicList?: string[];
  nestedassociativeList: NestedAssociativeList;
  k8sNestedAssociativeList: NestedAssociativeList;
  // +mapType=granular
  mapOfInfo: Record<string, Base64>;
  nestedMapOfInfo: NestedMapOfInfo;
  // +structType=atomic
  structWithSeveralFields: NestedObject;
  nestedStructWithSeveralFields: NestedStructWithSeveralFields;
  // +structType=atomic
  nestedStructWithSeveralFieldsDoubleMarked: NestedStructWithSeveralFields;
  justNestedObject?: JustNestedObject;
  // +kubebuilder:validation:Optional
  explicitlyOptionalKubebuilder: string;
  // +optional
  explicitlyOptionalKubernetes: string;
  // +k8s:optional
  explicitlyOptionalK8s: string;
  // +kubebuilder:validation:Required
  explicitlyRequiredKubebuilder?: string;
  // +required
  explicitlyRequiredKubernetes?: string;
  // +k8s:required
  explicitlyRequiredK8s?: string;
  minMaxProperties?: MinMaxObject;
  // +kubebuilder:validation:Schemaless
  // +kubebuilder:validation:Type=string
  schemaless?: Base64;
  // +kubebuilder:validation:XIntOrString
  // +kubebuilder:validation:MaxLength=11
  // +kubebuilder:validation:MinLength=2
  // +kubebuilder:validation:Pattern=`^((100|[0-9]{1,2})%|[0-9]+)$`
  intOrStringWithAPattern?: IntOrString;
  // +kubebuilder:validation:XIntOrString
  // +kubebuilder:validation:Enum=1;2;"foo";"bar"
  intOrStringWithEnum?: IntOrString;
  nestedMap?: Record<string, Record<string, string>>;
  nestedNestedMap?: Record<string, Record<string, Record<string, string>>>;
  nestedMapInStruct?: Record<string, ContainsNestedMap>;
  mapOfArraysOfFloats?: Record<string, boolean[]>;
  mapOfTextMarshalerKeys?: Record<string, string>;
  // +kubebuilder:validation:Type=number
  // +kubebuilder:validation:Minimum=-0.5
  // +kubebuilder:validation:Maximum=1.5
  // +kubebuilder:validation:MultipleOf=0.5
  floatWithValidations: Double;
  // +kubebuilder:validation:Type=number
  // +kubebuilder:validation:Minimum=-0.5
  // +kubebuilder:validation:Maximum=1.5
  // +kubebuilder:validation:MultipleOf=0.5
  float64WithValidations: Double;
  // +kubebuilder:validation:Minimum=-2
  // +kubebuilder:validation:Maximum=2
  // +kubebuilder:validation:MultipleOf=2
  intWithValidations: Integer;
  // +kubebuilder:validation:Minimum=-2
  // +kubebuilder:validation:Maximum=2
  // +kubebuilder:validation:MultipleOf=2
  int32WithValidations: Int32;
  // +kubebuilder:validation:XValidation:rule="self.size() % 2 == 0",message="must have even length"
  // +kubebuilder:validation:XValidation:rule="true"
  stringWithEvenLength?: string;
  // +kubebuilder:validation:XValidation:rule="self.size() % 2 == 0",messageExpression="self + ' has odd length, must be even'"
  stringWithEvenLengthAndMessageExpression?: string;
  // +kubebuilder:validation:XValidation:rule="self.startsWith('good-')",message="must have good prefix"
  stringWithEvenLengthAndGoodPrefix?: StringEvenType;
  forbiddenInt?: Integer;
  array?: Integer[];
  arrayUsingCompositeLiteral?: string[];
  // +kubebuilder:validation:MinItems=1
  // +kubebuilder:validation:items:MinLength=1
  // +kubebuilder:validation:items:MaxLength=255
  // +kubebuilder:validation:items:Pattern=^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$
  // +listType=set
  hosts?: string[];
  // +kubebuilder:validation:items:Enum=0;1;3
  enumSlice?: Integer[];
  hostsAlias?: Hosts;
  aliasFromPackage?: IPFamilyPolicyType;
  stringAlias?: StringAlias;
  stringAliasPtr?: StringAlias;
  // +kubebuilder:validation:MinLength=1
  // +kubebuilder:validation:MaxLength=255
  stringAliasAddedValidation?: StringAlias;
  stringAliasAlreadyValidated?: StringAliasWithValidation;
  // +kubebuilder:title="title on field"
  stringAliasWithAddedTitle?: StringAliasWithTitle;
  stringAliasWithTitle?: StringAliasWithTitle;
  // +kubebuilder:validation:MinItems=2
  // +kubebuilder:validation:MaxItems=2
  stringPair: string[];
  // +kubebuilder:validation:MinItems=3
  longerStringArray?: LongerString[];
  // +kubebuilder:validation:items:XIntOrString
  // +kubebuilder:validation:items:MaxLength=10
  // +kubebuilder:validation:items:MinLength=1
  // +kubebuilder:validation:items:Pattern=`^((100|[0-9]{1,2})%|[0-9]+)$`
  intOrStringArrayWithAPattern?: IntOrString[];
  // +kubebuilder:validation:items:XIntOrString
  // +kubebuilder:validation:items:MaxLength=3
  // +kubebuilder:validation:items:MinLength=1
  // +kubebuilder:validation:items:Enum=1;2;"foo";"bar"
  intOrStringWithEnumSlice?: IntOrString[];
  // +default="TCP"
  protocol?: Protocol;
  selectableFieldString?: string;
  // +kubebuilder:validation:XValidation:rule="oldSelf.hasValue() || self == 0",message="must be set to 0 on creation. can be set to any value on an update.",optionalOldSelf=true
  onlyAllowSettingOnUpdate?: Int32;
  // +kubebuilder:validation:Minimum=1
  // +kubebuilder:validation:Maximum=10
  locallyBoundedInteger?: UnmarkeredInteger;
  // +kubebuilder:validation:MinLength=1
  // +kubebuilder:validation:MaxLength=10
  locallyBoundedString?: UnmarkeredString;
  // +kubebuilder:validation:MinLength=10
  // +kubebuilder:validation:MaxLength=10
  fieldLevelAliasOverride?: StringAliasWithValidation;
  // +kubebuilder:validation:MinLength=10
  // +kubebuilder:validation:MaxLength=10
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

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:singular=mycronjob
// +kubebuilder:storageversion
// +kubebuilder:metadata:annotations="api-approved.kubernetes.io=https://github.com/kubernetes-sigs/controller-tools";"cert-manager.io/inject-ca-from-secret=cert-manager/cert-manager-webhook-ca"
// +kubebuilder:selectablefield:JSONPath=`.spec.selectableFieldString`

/** Runs something now and then. */
interface CronJobV1 extends KubernetesObject {
  spec?: CronJobSpec;
  status?: CronJobStatus;
}

interface UnservedSpec {
  // +kubebuilder:validation:MinLength=4
  twoOfAKindPart0: string;
  // +kubebuilder:validation:Minimum=-2
  // +kubebuilder:validation:Maximum=2
  // +kubebuilder:validation:MultipleOf=2
  int32WithValidations: Int32;
}

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:singular=mycronjob
// +kubebuilder:unservedversion
interface CronJobV1Beta1 extends KubernetesObject {
  spec?: UnservedSpec;
}

const common = { group, kind: "CronJob" } as const;

export const CronJob = resource<CronJobV1>({ ...common, version: "v1" });

export const CronJobBeta = resource<CronJobV1Beta1>({ ...common, version: "v1beta1" });

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:singular=mycronjob
// +kubebuilder:deprecatedversion:warning="use v1 instead, this version causes your data center to catch fire when used on Tuesdays"
interface CronJobV1Beta2 extends KubernetesObject {}

export const CronJobBeta2 = resource<CronJobV1Beta2>({ ...common, version: "v1beta2" });
