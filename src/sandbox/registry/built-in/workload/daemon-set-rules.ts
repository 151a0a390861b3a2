import { equalJson, type JsonObject } from "../../../../base/json.ts";
import {
  forbiddenField,
  invalidField,
  nonNegative,
  requiredField,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { hasLooseValues, shownSelector, validateLabelSelector } from "../../../admission/label-problem.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { InvalidField } from "../../../status-error.ts";
import { ensureObject, fill, fillEmpty, objectAt } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { internalValue } from "../pod/internal-value.ts";
import { validateSameSelector } from "./deployment-rules.ts";
import { amountOf, validateAtMostAll, validateIntOrPercent } from "./int-or-percent.ts";
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
} from "./template.ts";
import { workloadWarnings } from "./workload-warnings.ts";

/** A field of an older version lives on as an annotation. */
const generationAnnotation = "deprecated.daemonset.template.generation";

/** Follows k8s.io/kubernetes/pkg/apis/apps/v1/defaults.go, validation/validation.go and pkg/registry/apps/daemonset/strategy.go. */
export const daemonSetRules: KindRules = {
  generation: true,
  updateOrder: "changes only",
  defaults(object) {
    const spec = ensureObject(object, "spec");
    defaultTemplate(spec);
    fill(spec, { revisionHistoryLimit: 10 });
    const strategy = ensureObject(spec, "updateStrategy");
    fillEmpty(strategy, { type: "RollingUpdate" });
    if (strategy.type === "RollingUpdate")
      fill(ensureObject(strategy, "rollingUpdate"), { maxUnavailable: 1, maxSurge: 0 });
    setGeneration(object, generationOf(object) ?? 0);
  },
  prepareForCreate(object) {
    setGeneration(object, Math.max(1, generationOf(object) ?? 0));
    prepareTemplate(specOf(object));
  },
  prepareForUpdate(object, old, subresource) {
    const before = generationOf(old) ?? 0;
    if (subresource !== undefined) {
      setGeneration(object, before);
      return;
    }
    prepareTemplate(specOf(object));
    setGeneration(object, equalJson(specOf(object).template, specOf(old).template) ? before : before + 1);
  },
  validate: (object) => validateSpec(object, undefined),
  validateUpdate: (object, old) => [...validateSameSelector(object, old), ...validateSpec(object, old)],
  validateStatus: (object, old) => [
    ...validateReplicaStatus(object, {
      counts: [
        "currentNumberScheduled",
        "numberMisscheduled",
        "desiredNumberScheduled",
        "numberReady",
        "observedGeneration",
        "updatedNumberScheduled",
        "numberAvailable",
        "numberUnavailable",
        "collisionCount",
      ],
      parts: [],
      available: "",
    }),
    ...validateCollisions(object, old),
  ],
  warnings(object, old) {
    if (old && generationOf(old) === generationOf(object)) return [];
    return workloadWarnings(object, { old: undefined, name: false });
  },
};

function generationOf(object: ApiObject): number | undefined {
  const text = object.metadata.annotations?.[generationAnnotation];
  return text === undefined ? undefined : Number(text);
}

function setGeneration(object: ApiObject, generation: number): void {
  object.metadata.annotations = {
    ...object.metadata.annotations,
    [generationAnnotation]: String(generation),
  };
}

function validateSpec(object: ApiObject, old: ApiObject | undefined): InvalidField[] {
  const spec = specOf(object);
  const before = old && specOf(old);
  const validation = templateValidation(before);
  const { selector } = spec;
  const pods = objectAt(templateOf(spec), "spec") ?? {};
  const looseValues = validation.looseAffinitySelectors || hasLooseValues(before?.selector);
  return [
    ...validateLabelSelector(selector, { at: "spec.selector", looseValues }),
    ...(isUsableSelector(selector) ? validateSelected(spec, "spec.template") : []),
    ...(selector && Object.keys(selector).length === 0
      ? [invalidField("spec.selector", shownSelector(selector), "empty selector is invalid for daemonset")]
      : []),
    ...checkTemplate(templateOf(spec), { at: "spec.template", validation }),
    ...(pods.restartPolicy === "Always"
      ? []
      : [unsupportedField("spec.template.spec.restartPolicy", pods.restartPolicy, ["Always"])]),
    ...(pods.activeDeadlineSeconds === undefined
      ? []
      : [
          forbiddenField(
            "spec.template.spec.activeDeadlineSeconds",
            "activeDeadlineSeconds in DaemonSet is not Supported",
          ),
        ]),
    ...nonNegative("spec.minReadySeconds", spec.minReadySeconds),
    ...nonNegative("spec.templateGeneration", generationOf(object)),
    ...validateStrategy(ensureObject(spec, "updateStrategy")),
    ...nonNegative("spec.revisionHistoryLimit", spec.revisionHistoryLimit),
  ];
}

function validateStrategy(strategy: JsonObject): InvalidField[] {
  const at = "spec.updateStrategy";
  if (strategy.type === "OnDelete") return [];
  if (strategy.type !== "RollingUpdate") {
    const shown = internalValue("DaemonSetUpdateStrategy", strategy);
    return [unsupportedField(at, shown, ["RollingUpdate", "OnDelete"])];
  }
  const rolling = objectAt(strategy, "rollingUpdate");
  return rolling ? validateRolling(rolling, `${at}.rollingUpdate`) : [requiredField(`${at}.rollingUpdate`)];
}

function validateRolling({ maxUnavailable, maxSurge }: JsonObject, at: string): InvalidField[] {
  const [down, up] = [`${at}.maxUnavailable`, `${at}.maxSurge`];
  const [unavailable, surge] = [amountOf(maxUnavailable) !== 0, amountOf(maxSurge) !== 0];
  return [
    ...validateIntOrPercent(maxUnavailable, down),
    ...validateIntOrPercent(maxSurge, up),
    ...validateAtMostAll(maxUnavailable, down),
    ...validateAtMostAll(maxSurge, up),
    ...(unavailable && surge
      ? [invalidField(up, maxSurge, "may not be set when maxUnavailable is non-zero")]
      : []),
    ...(unavailable || surge ? [] : [requiredField(down, "cannot be 0 when maxSurge is 0")]),
  ];
}
