import type { CheckScope } from "../../kube/schema/cel/check/check-context.ts";
import { patchMessage, withPatchFunctions } from "./patch-types.ts";
import type { DeclaredType } from "../../kube/schema/cel/check/declared-type.ts";
import type { Functions } from "../../kube/schema/cel/check/environment.ts";
import {
  boolType,
  dynType,
  intType,
  listType,
  mapType,
  stringType,
  structType,
  timestampType,
  type Type,
} from "../../kube/schema/cel/check/type.ts";

/** What expressions of admission may name beside `object`, `oldObject`, `request` and `namespaceObject`. */
export interface Declarations {
  readonly params: boolean;
  readonly authorizer: boolean;
  /** Types of the policy's variables that come before, by name; absent: there are none. */
  readonly variables?: ReadonlyMap<string, Type>;
  /** Types of the objects that a policy is about, for those who only check; undefined where there is no schema. */
  readonly typed?: { readonly object: DeclaredType | undefined; readonly params: DeclaredType | undefined };
  /** Whether expressions make `Object` and `JSONPatch`: those of mutations. */
  readonly patches?: boolean;
}

const texts = listType(stringType);

const groupVersionKind = fields("kubernetes.GroupVersionKind", { group: "", version: "", kind: "" });
const groupVersionResource = fields("kubernetes.GroupVersionResource", {
  group: "",
  version: "",
  resource: "",
});
const userInfo = fields("kubernetes.UserInfo", {
  username: "",
  uid: "",
  groups: texts,
  extra: mapType(stringType, texts),
});
const request = fields("kubernetes.AdmissionRequest", {
  kind: groupVersionKind,
  resource: groupVersionResource,
  subResource: "",
  requestKind: groupVersionKind,
  requestResource: groupVersionResource,
  requestSubResource: "",
  name: "",
  namespace: "",
  operation: "",
  userInfo,
  dryRun: boolType,
  options: dynType,
});

const condition = fields("kubernetes.NamespaceCondition", {
  status: "",
  type: "",
  lastTransitionTime: timestampType,
  message: "",
  reason: "",
});
const namespaceMetadata = fields("kubernetes.NamespaceMetadata", {
  name: "",
  generateName: "",
  namespace: "",
  labels: mapType(stringType, stringType),
  annotations: mapType(stringType, stringType),
  UID: "",
  creationTimestamp: timestampType,
  deletionGracePeriodSeconds: intType,
  deletionTimestamp: timestampType,
  generation: intType,
  resourceVersion: "",
  finalizers: texts,
});
const namespace = fields("kubernetes.Namespace", {
  metadata: namespaceMetadata,
  spec: fields("kubernetes.NamespaceSpec", { finalizers: texts }),
  status: fields("kubernetes.NamespaceStatus", { conditions: listType(condition.type), phase: "" }),
});

const described = [
  groupVersionKind,
  groupVersionResource,
  userInfo,
  request,
  condition,
  namespaceMetadata,
  namespace,
  ...[...(namespace.fields?.values() ?? [])],
];

/** What expressions of admission may use (k8s.io/apiserver/pkg/admission/plugin/cel/compile.go, mustBuildEnvs). */
export function admissionScope(functions: Functions, declarations: Declarations): CheckScope {
  const { params, authorizer, variables, patches, typed } = declarations;
  const own = variables && fields(variablesType, Object.fromEntries(variables));
  const objects = [typed?.object, typed?.params].flatMap((declared) =>
    declared ? withNested(declared) : [],
  );
  const known = [...described, ...(own ? [own] : []), ...objects];
  return {
    functions: patches ? withPatchFunctions(functions) : functions,
    ...(patches ? { message: patchMessage } : {}),
    objects: new Map(known.map((declared) => [declared.type.name, declared])),
    variables: new Map<string, Type>([
      ["object", typed?.object?.type ?? dynType],
      ["oldObject", typed?.object?.type ?? dynType],
      ["namespaceObject", namespace.type],
      ["request", request.type],
      ...(params ? [["params", typed?.params?.type ?? dynType] as const] : []),
      ...(authorizer
        ? [
            ["authorizer", structType("kubernetes.authorization.Authorizer")] as const,
            // who checks types does not know of it
            ...(typed
              ? []
              : [
                  [
                    "authorizer.requestResource",
                    structType("kubernetes.authorization.ResourceCheck"),
                  ] as const,
                ]),
          ]
        : []),
      ...(own ? [["variables", own.type] as const] : []),
    ]),
  };
}

/** A type and all object types in it. */
function withNested(declared: DeclaredType): DeclaredType[] {
  const { fields, element } = declared;
  return [
    ...(fields ? [declared, ...[...fields.values()].flatMap(withNested)] : []),
    ...(element ? withNested(element) : []),
  ];
}

const variablesType = "kubernetes.variables";

/** An object type; an empty text stands for a string. */
function fields(name: string, types: Readonly<Record<string, "" | Type | DeclaredType>>): DeclaredType {
  const entries = Object.entries(types).map(([field, type]) => [field, declared(type)] as const);
  return { type: structType(name), fields: new Map(entries), maxElements: 0, minSize: 2 };
}

function declared(type: "" | Type | DeclaredType): DeclaredType {
  if (type === "") return { type: stringType, maxElements: 0, minSize: 2 };
  if ("type" in type) return type;
  const [first, second] = type.parameters;
  return {
    type,
    maxElements: 0,
    minSize: 2,
    ...(type.kind === "list" && first ? { element: declared(first) } : {}),
    ...(type.kind === "map" && first && second ? { key: declared(first), element: declared(second) } : {}),
  };
}
