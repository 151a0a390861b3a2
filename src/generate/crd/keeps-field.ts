import type { ValidationRule } from "../../kube/schema/json-schema.ts";
import { isLeftOpen } from "../model/is-left-open.ts";
import type { Doc, Property } from "../model/type.ts";
import type { Problems } from "../read/problems.ts";
import { escapeProperty } from "../../kube/schema/cel/escape-property.ts";
import { isRequired } from "./requirement.ts";

/** An immutable field that may be absent cannot be taken away again: the rule on the field itself does not see that. As controller-gen's pkg/crd/schema.go. */
export function keepsField(property: Property, problems: Problems): ValidationRule[] {
  const { name, doc, type } = property;
  const tag = [doc, ...type.docs].flatMap(tagsOf).find(isImmutable);
  if (!tag || isRequired(property) || isLeftOpen(type)) return [];
  const path = escapeProperty(name);
  if (path)
    return [
      { rule: `!has(oldSelf.${path}) || has(self.${path})`, message: `field ${name} is immutable once set` },
    ];
  problems.error(tag.position, {
    code: "TAG_MISPLACED",
    message: `"@immutable" cannot stand here: rules cannot reach a property named "${name}", and it may be left out`,
  });
  return [];
}

function tagsOf(doc: Doc) {
  return doc.tags;
}

function isImmutable({ name }: { name: string }): boolean {
  return name === "immutable" || name === "+k8s:immutable";
}
