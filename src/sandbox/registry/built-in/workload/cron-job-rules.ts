import { equalJson, type JsonObject } from "../../../../base/json.ts";
import {
  invalidField,
  nonNegative,
  requiredField,
  requiredOneOf,
  unsupportedField,
} from "../../../admission/field-problem.ts";
import { shownSelector } from "../../../admission/label-problem.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { InvalidField } from "../../../status-error.ts";
import { ensureObject, fill, fillEmpty, objectAt } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { nameWarnings } from "../pod/pod-warnings.ts";
import { scheduleProblem } from "./cron-schedule.ts";
import { defaultPatterns, jobSpecWarnings } from "./job-rules.ts";
import { defaultTemplate, prepareTemplate, specOf, templateValidation } from "./template.ts";
import { validateTimeZone } from "./time-zone.ts";
import { validateJobSpec } from "./validate-job-spec.ts";

/** Follows k8s.io/kubernetes/pkg/apis/batch/v1/defaults.go, validation/validation.go and pkg/registry/batch/cronjob/strategy.go. */
export const cronJobRules: KindRules = {
  generation: true,
  updateOrder: "changes only",
  defaults(object) {
    const spec = ensureObject(object, "spec");
    fillEmpty(spec, { concurrencyPolicy: "Allow" });
    fill(spec, { suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 });
    const jobs = jobSpecOf(spec);
    defaultTemplate(jobs);
    defaultPatterns(jobs);
  },
  prepareForCreate: (object) => prepareTemplate(jobSpecOf(specOf(object))),
  prepareForUpdate(object, _old, subresource) {
    if (subresource === undefined) prepareTemplate(jobSpecOf(specOf(object)));
  },
  validate: (object) => [...validateSpec(specOf(object), undefined), ...validateName(object)],
  validateUpdate: (object, old) => validateSpec(specOf(object), specOf(old)),
  warnings: (object, old) => [
    ...(old ? [] : nameWarnings(object.metadata.name, "Pod names and hostnames")),
    ...(old && old.metadata.generation === object.metadata.generation
      ? []
      : jobSpecWarnings(jobSpecOf(specOf(object)), "spec.jobTemplate.spec")),
    ...(old && String(specOf(object).schedule).includes("TZ") ? [zoneInSchedule] : []),
  ],
};

const zoneInSchedule =
  "cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details";

function jobSpecOf(spec: JsonObject): JsonObject {
  return ensureObject(ensureObject(spec, "jobTemplate"), "spec");
}

/** Jobs have eleven more characters in their names. */
function validateName({ metadata: { name = "" } }: ApiObject): InvalidField[] {
  if (Buffer.byteLength(name) <= 52) return [];
  return [invalidField("metadata.name", name, "must be no more than 52 characters")];
}

function validateSpec(spec: JsonObject, old: JsonObject | undefined): InvalidField[] {
  const zone = typeof spec.timeZone === "string" ? spec.timeZone : undefined;
  const policies = ["Allow", "Forbid", "Replace"];
  return [
    ...validateSchedule(spec, old),
    ...nonNegative("spec.startingDeadlineSeconds", spec.startingDeadlineSeconds),
    ...(old && equalJson(old.timeZone, zone) ? [] : validateTimeZone(zone, "spec.timeZone")),
    ...requiredOneOf("spec.concurrencyPolicy", spec.concurrencyPolicy, policies),
    ...validateJobTemplate(jobSpecOf(spec), old && jobSpecOf(old)),
    ...nonNegative("spec.successfulJobsHistoryLimit", spec.successfulJobsHistoryLimit),
    ...nonNegative("spec.failedJobsHistoryLimit", spec.failedJobsHistoryLimit),
  ];
}

function validateSchedule(spec: JsonObject, old: JsonObject | undefined): InvalidField[] {
  const at = "spec.schedule";
  const schedule = String(spec.schedule ?? "");
  if (!schedule) return [requiredField(at)];
  const problem = scheduleProblem(schedule);
  const errors = problem === undefined ? [] : [invalidField(at, schedule, problem)];
  if (!schedule.includes("TZ")) return errors;
  if (!String(old?.schedule ?? "").includes("TZ"))
    errors.push(
      invalidField(at, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"),
    );
  else if (spec.timeZone !== undefined)
    errors.push(invalidField(at, schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule"));
  return errors;
}

function validateJobTemplate(jobs: JsonObject, old: JsonObject | undefined): InvalidField[] {
  const at = "spec.jobTemplate.spec";
  const { selector, manualSelector } = jobs;
  return [
    ...validateJobSpec(jobs, { at, validation: templateValidation(old) }),
    ...(objectAt(jobs, "selector")
      ? [invalidField(`${at}.selector`, shownSelector(selector), "`selector` will be auto-generated")]
      : []),
    ...(manualSelector === true ? [unsupportedField(`${at}.manualSelector`, true, ["nil", "false"])] : []),
  ];
}
