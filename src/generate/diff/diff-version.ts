import { equalJson } from "../../base/json.ts";
import type { CrdVersion } from "../../kube/crd.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { Finding } from "./change.ts";
import { diffSchema } from "./diff-schema.ts";
import { diffSubresources } from "./diff-subresources.ts";

/** Reports what changed in a version: flags, subresources, columns, selectable fields, and the schema. */
export function diffVersion(
  old: CrdVersion,
  now: CrdVersion,
  report: (path: string, finding: Finding) => void,
): void {
  diffFlags(old, now, report);
  diffSubresources(old, now, report);
  diffColumns(old, now, report);
  diffSelectable(old, now, report);
  diffSchema(schemaOf(old), schemaOf(now), { path: "", unit: "", report });
}

function schemaOf({ schema }: CrdVersion): JsonSchema {
  return schema?.openAPIV3Schema ?? { type: "object", "x-kubernetes-preserve-unknown-fields": true };
}

function diffFlags(old: CrdVersion, now: CrdVersion, report: (path: string, finding: Finding) => void): void {
  if (old.served && !now.served)
    report("", { rule: "version-unserved", class: "breaking", reason: "clients that use it get 404" });
  if (!old.served && now.served)
    report("", { rule: "version-served", class: "compatible", reason: "clients may use it from now on" });
  const [before, after] = [old.deprecated ?? false, now.deprecated ?? false];
  if (before !== after || old.deprecationWarning !== now.deprecationWarning)
    report("", {
      rule: "deprecation-changed",
      class: "compatible",
      reason: after ? "clients get a warning with each answer" : "clients no longer get a warning",
      before: old.deprecationWarning ?? before,
      after: now.deprecationWarning ?? after,
    });
}

function diffColumns(
  old: CrdVersion,
  now: CrdVersion,
  report: (path: string, finding: Finding) => void,
): void {
  const [before, after] = [old.additionalPrinterColumns ?? [], now.additionalPrinterColumns ?? []];
  if (equalJson(before, after)) return;
  report("additionalPrinterColumns", {
    rule: "columns-changed",
    class: "compatible",
    reason: "the table of kubectl get looks different; it is for people to read",
    before: before.map(({ name }) => name),
    after: after.map(({ name }) => name),
  });
}

function diffSelectable(
  old: CrdVersion,
  now: CrdVersion,
  report: (path: string, finding: Finding) => void,
): void {
  const [before, after] = [old, now].map(({ selectableFields = [] }) =>
    selectableFields.map(({ jsonPath }) => jsonPath),
  );
  for (const path of before?.filter((known) => !after?.includes(known)) ?? [])
    report("selectableFields", {
      rule: "selectable-field-removed",
      class: "breaking",
      reason: "requests that select by it are refused",
      before: path,
    });
  for (const path of after?.filter((known) => !before?.includes(known)) ?? [])
    report("selectableFields", {
      rule: "selectable-field-added",
      class: "compatible",
      reason: "requests may select by it",
      after: path,
    });
}
