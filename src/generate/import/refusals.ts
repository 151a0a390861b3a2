import type { Diagnostic } from "../../base/diagnostic.ts";
import { checkDefaults } from "../../kube/schema/cel/check-defaults.ts";
import { checkRules } from "../../kube/schema/cel/check-rules.ts";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import type { FieldError } from "../../kube/schema/field-error.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { validateStructural } from "../../kube/schema/structural.ts";
import { defaultProblem } from "../default-problem.ts";
import { locateFlaws, type CrdOrigin, type Flaw } from "./crd-origin.ts";
import type { ImportedFile } from "./import-kind.ts";

/**
 * Why an API server would refuse a definition, at the places in the text that it was read from. `told` is what was said of its sources: it stands in
 * for what is found in the definition itself where that is nothing.
 */
export function refusals(
  crd: CustomResourceDefinition,
  origin: CrdOrigin | undefined,
  { told, files }: { told: readonly Diagnostic[]; files: readonly ImportedFile[] },
): Diagnostic[] {
  const own = crd.spec.versions.flatMap(({ schema }, index) =>
    schemaFlaws(schema?.openAPIV3Schema ?? {}, `spec.versions[${index}].schema.openAPIV3Schema`),
  );
  return locateFlaws(
    crd,
    origin,
    own.length > 0 ? own : told.map((diagnostic) => flawInTypes(diagnostic, files)),
  );
}

function schemaFlaws(schema: JsonSchema, path: string): Flaw[] {
  const structural = validateStructural(schema, path);
  if (structural.length > 0) return structural.map(flawOf);
  const rules = checkRules(schema, { path });
  if (rules.length === 0) return checkDefaults(schema, { path, parts: "rules" }).map(flawOf);
  return rules.map(({ rulePath, detail }) => ({ field: rulePath, code: "RULE_INVALID", message: detail }));
}

function flawOf({ field, message }: FieldError): Flaw {
  if (/\.default\b/.test(field)) return { field, code: "DEFAULT_INVALID", message: defaultProblem(message) };
  const name = field.slice(field.lastIndexOf(".") + 1);
  return { field, code: "SCHEMA_NOT_STRUCTURAL", message: message.replaceAll(field, name) };
}

/** The sources were not written, so their line is shown. */
function flawInTypes({ file, line = 0, code, message }: Diagnostic, files: readonly ImportedFile[]): Flaw {
  const text = files
    .find(({ path }) => path === file)
    ?.text.split("\n")
    [line - 1]?.trim();
  return { field: "", code, message: text ? `${message} (at "${text}" of its types)` : message };
}
