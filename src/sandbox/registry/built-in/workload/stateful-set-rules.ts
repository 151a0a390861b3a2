import { copyJson, equalJson, isJsonObject, type JsonObject } from "../../../../base/json.ts";
import type { PersistentVolumeClaimSpec } from "../../../../k8s/core/v1.ts";
import {
  eachItem,
  forbiddenField,
  invalidEach,
  invalidField,
  invalidTyped,
  nonNegative,
  supported,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { shownSelector, validateLabels } from "../../../admission/label-problem.ts";
import { dnsLabel } from "../../../admission/name-format.ts";
import { validateAnnotations } from "../../../admission/object-meta.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { InvalidField } from "../../../status-error.ts";
import { ensureObject, fill, fillEmpty, objectAt, objectsAt } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { fractionWarnings } from "../pod/fraction-warnings.ts";
import { internalValue } from "../pod/internal-value.ts";
import { roundResources } from "../pod/round-resources.ts";
import { validatePodAnnotations } from "../pod/validate-annotations.ts";
import { validateClaimSpec } from "../pod/validate-claim-spec.ts";
import { validateCollisions, validateReplicaStatus } from "./replica-status.ts";
import { isUsableSelector } from "./selector.ts";
import {
  checkTemplate,
  defaultTemplate,
  prepareTemplate,
  specOf,
  templateOf,
  templateValidation,
  validateSelected,
  validateSelector,
} from "./template.ts";
import { workloadWarnings } from "./workload-warnings.ts";
import type { PodSpec } from "../../../../k8s/core/v1.ts";

/** Follows k8s.io/kubernetes/pkg/apis/apps/v1/defaults.go, validation/validation.go and pkg/registry/apps/statefulset/strategy.go. */
export const statefulSetRules: KindRules = {
  generation: true,
  name: dnsLabel,
  updateOrder: "changes only",
  defaults(object) {
    const spec = ensureObject(object, "spec");
    defaultTemplate(spec);
    defaultStrategy(spec);
    fillEmpty(spec, { podManagementPolicy: "OrderedReady" });
    fillEmpty(ensureObject(spec, "persistentVolumeClaimRetentionPolicy"), {
      whenDeleted: "Retain",
      whenScaled: "Retain",
    });
    fill(spec, { replicas: 1, revisionHistoryLimit: 10 });
    for (const claim of objectsAt(spec, "volumeClaimTemplates")) defaultClaim(claim);
  },
  prepareForCreate: prepare,
  prepareForUpdate(object, _old, subresource) {
    if (subresource === undefined) prepare(object);
  },
  validate: (object) => validateSpec(specOf(object), { old: undefined, at: "spec" }),
  validateUpdate: (object, old) => [
    ...validateSpec(specOf(object), { old: specOf(old), at: "spec" }),
    ...validateChange(specOf(object), specOf(old)),
  ],
  validateStatus: (object, old) => [
    ...validateReplicaStatus(object, {
      counts: [
        "replicas",
        "readyReplicas",
        "currentReplicas",
        "updatedReplicas",
        "availableReplicas",
        "observedGeneration",
        "collisionCount",
      ],
      parts: ["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"],
      available: "cannot be greater than status.readyReplicas",
    }),
    ...validateCollisions(object, old),
  ],
  warnings: (object, old) => [
    ...workloadWarnings(object, { old, name: false }),
    ...claimWarnings(object, old ? ".Spec" : ""),
    ...(Number(specOf(object).revisionHistoryLimit ?? 0) < 0
      ? [
          "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended",
        ]
      : []),
  ],
};

function defaultStrategy(spec: JsonObject): void {
  const strategy = ensureObject(spec, "updateStrategy");
  if (!strategy.type) {
    strategy.type = "RollingUpdate";
    ensureObject(strategy, "rollingUpdate");
  }
  const rolling = objectAt(strategy, "rollingUpdate");
  if (strategy.type === "RollingUpdate" && rolling) fill(rolling, { partition: 0 });
}

function defaultClaim(claim: JsonObject): void {
  claim.kind = "PersistentVolumeClaim";
  claim.apiVersion = "v1";
  const spec = ensureObject(claim, "spec");
  fill(spec, { volumeMode: "Filesystem" });
  roundResources(objectAt(spec, "resources"));
  fillEmpty(ensureObject(claim, "status"), { phase: "Pending" });
}

/** What a feature that is off would allow is taken away. */
function prepare(object: ApiObject): void {
  const spec = specOf(object);
  const rolling = objectAt(objectAt(spec, "updateStrategy"), "rollingUpdate");
  if (rolling) delete rolling.maxUnavailable;
  prepareTemplate(spec);
}

interface SpecPlace {
  readonly old: JsonObject | undefined;
  readonly at: string;
}

function validateSpec(spec: JsonObject, { old, at }: SpecPlace): InvalidField[] {
  const { podManagementPolicy: management, serviceName, selector } = spec;
  const pods = objectAt(templateOf(spec), "spec") ?? {};
  return [
    ...(management === "OrderedReady" || management === "Parallel"
      ? []
      : [invalidTyped(`${at}.podManagementPolicy`, management, "must be 'OrderedReady' or 'Parallel'")]),
    ...validateStrategy(ensureObject(spec, "updateStrategy"), `${at}.updateStrategy`),
    ...validateRetention(spec, `${at}.persistentVolumeClaimRetentionPolicy`),
    ...(old ? [] : validateClaims(spec, `${at}.volumeClaimTemplates`)),
    ...nonNegative(`${at}.replicas`, spec.replicas),
    ...nonNegative(`${at}.minReadySeconds`, spec.minReadySeconds),
    ...nonNegative(`${at}.ordinals.start`, objectAt(spec, "ordinals")?.start),
    ...(typeof serviceName === "string" && serviceName && !old
      ? invalidEach(`${at}.serviceName`, serviceName, dnsLabel(serviceName))
      : []),
    ...validateSelector(selector, {
      at: `${at}.selector`,
      empty: "empty selector is invalid for statefulset",
    }),
    ...(isUsableSelector(selector)
      ? validateSetTemplate(spec, { old, at })
      : [invalidField(`${at}.selector`, shownSelector(selector), "")]),
    ...(pods.restartPolicy === "Always"
      ? []
      : [unsupportedField(`${at}.template.spec.restartPolicy`, pods.restartPolicy, ["Always"])]),
    ...(pods.activeDeadlineSeconds === undefined
      ? []
      : [
          forbiddenField(
            `${at}.template.spec.activeDeadlineSeconds`,
            "activeDeadlineSeconds in StatefulSet is not Supported",
          ),
        ]),
  ];
}

function validateStrategy(strategy: JsonObject, at: string): InvalidField[] {
  const rolling = objectAt(strategy, "rollingUpdate");
  if (strategy.type === "RollingUpdate")
    return nonNegative(`${at}.rollingUpdate.partition`, rolling?.partition);
  if (strategy.type === "OnDelete") {
    if (!rolling) return [];
    const shown = internalValue("RollingUpdateStatefulSetStrategy", rolling);
    return [invalidField(`${at}.rollingUpdate`, shown, "only allowed for updateStrategy 'RollingUpdate'")];
  }
  const shown = internalValue("StatefulSetUpdateStrategy", strategy);
  return [invalidField(at, shown, "must be 'RollingUpdate' or 'OnDelete'")];
}

function validateRetention(spec: JsonObject, at: string): InvalidField[] {
  const policy = objectAt(spec, "persistentVolumeClaimRetentionPolicy") ?? {};
  return ["whenDeleted", "whenScaled"].flatMap((key) =>
    supported(`${at}.${key}`, policy[key], ["Retain", "Delete"]),
  );
}

function validateClaims(spec: JsonObject, at: string): InvalidField[] {
  return eachItem(objectsAt(spec, "volumeClaimTemplates"), at, (claim, path) =>
    validateClaimSpec(ensureObject(claim, "spec") as unknown as PersistentVolumeClaimSpec, `${path}.spec`),
  );
}

/** Follows ValidatePodTemplateSpecForStatefulSet: host names are the set's own, and its claims are volumes of the Pods. */
function validateSetTemplate(spec: JsonObject, { old, at }: SpecPlace): InvalidField[] {
  const template = withClaims(spec);
  const validation = templateValidation(old);
  const path = `${at}.template`;
  const { labels, annotations } = ensureObject(template, "metadata");
  const texts = (isJsonObject(annotations) ? annotations : {}) as Record<string, string>;
  const pods = ensureObject(template, "spec") as unknown as PodSpec;
  const checked = old === undefined || validateSpecOf(old).length === 0;
  return [
    ...validateSelected(spec, path),
    ...(checked ? checkTemplate(template, { at: path, validation }) : []),
    ...validateLabels(labels, `${path}.labels`),
    ...validateAnnotations(texts, `${path}.annotations`),
    ...validatePodAnnotations(texts, { at: `${path}.annotations`, spec: pods, validation }),
  ];
}

/** What would be said of a set that is there already: one that breaks the rules is let be. */
function validateSpecOf(old: JsonObject): InvalidField[] {
  const { selector } = old;
  if (!isUsableSelector(selector)) return [invalidField("selector", null, "")];
  return checkTemplate(withClaims(old), { at: "template", validation: templateValidation(old) });
}

function withClaims(spec: JsonObject): JsonObject {
  const template = copyJson(templateOf(spec));
  const pods = ensureObject(template, "spec");
  delete pods.subdomain;
  delete pods.hostname;
  const claims = objectsAt(spec, "volumeClaimTemplates").map((claim) => {
    const name = String(objectAt(claim, "metadata")?.name ?? "");
    return { name, persistentVolumeClaim: { claimName: name } };
  });
  if (claims.length === 0) return template;
  const added = new Map(claims.map((volume) => [volume.name, volume]));
  const own = objectsAt(pods, "volumes").filter(({ name }) => !added.has(String(name)));
  pods.volumes = [...added.values(), ...own];
  return template;
}

const changeable = [
  "replicas",
  "ordinals",
  "template",
  "updateStrategy",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
  "minReadySeconds",
];

function validateChange(spec: JsonObject, old: JsonObject): InvalidField[] {
  const fixed = (value: JsonObject) =>
    Object.fromEntries(Object.entries(value).filter(([key]) => !changeable.includes(key)));
  if (equalJson(fixed(spec), fixed(old))) return [];
  const problem =
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
  return [forbiddenField("spec", problem)];
}

function claimWarnings(object: ApiObject, suffix: string): string[] {
  return objectsAt(specOf(object), "volumeClaimTemplates").flatMap((claim, index) => {
    const resources = objectAt(objectAt(claim, "spec"), "resources");
    const path = `spec.volumeClaimTemplates[${index}]${suffix}.resources`;
    return ["requests", "limits"].flatMap((list) =>
      fractionWarnings(objectAt(resources, list)?.storage, `${path}.${list}[storage]`),
    );
  });
}
