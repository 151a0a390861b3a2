import type { JsonObject } from "../../../../base/json.ts";
import type { ApiObject } from "../../../api-object.ts";
import type { InvalidField } from "../../../status-error.ts";
import type { KindRules } from "../kind-rules.ts";
import { podWarnings } from "../pod/pod-warnings.ts";
import {
  checkTemplate,
  defaultTemplate,
  prepareTemplate,
  templateOf,
  templateValidation,
} from "./template.ts";

/** Follows PodTemplate in k8s.io/kubernetes/pkg/apis/core/validation/validation.go and pkg/registry/core/podtemplate. */
export const podTemplateRules: KindRules = {
  generation: true,
  returnsDeleted: true,
  updateOrder: "changes only",
  defaults: (object) => defaultTemplate(object),
  prepareForCreate: (object) => prepareTemplate(object),
  prepareForUpdate: (object) => prepareTemplate(object),
  validate: (object) => validate(object, undefined),
  validateUpdate: validate,
  warnings: (object, old) => {
    if (old && old.metadata.generation === object.metadata.generation) return [];
    return podWarnings(templateOf(object), "template");
  },
};

function validate(object: ApiObject, old: JsonObject | undefined): InvalidField[] {
  return checkTemplate(templateOf(object), { at: "template", validation: templateValidation(old) });
}
