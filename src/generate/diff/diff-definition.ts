import { equalJson } from "../../base/json.ts";
import type { CrdVersion, CustomResourceDefinition } from "../../kube/crd.ts";
import type { CrdChange, Finding } from "./change.ts";
import { diffConversion, lostInConversion, storedOf } from "./diff-conversion.ts";
import { diffNames } from "./diff-names.ts";
import { diffVersion } from "./diff-version.ts";

/** What changed between two states of one definition; both normalized. */
export function diffDefinition(old: CustomResourceDefinition, now: CustomResourceDefinition): CrdChange[] {
  const crd = now.metadata?.name ?? "";
  const changes: CrdChange[] = [];
  const report = (path: string, finding: Finding) => void changes.push({ crd, path, ...finding });
  const reportOf = (version: string) => (path: string, finding: Finding) =>
    void changes.push({ crd, version, path, ...finding });
  diffNames(old, now, report);
  diffMetadata(old, now, report);
  diffConversion(old, now, report);
  diffStorage(old, now, report);
  const versions = new Set([...old.spec.versions, ...now.spec.versions].map(({ name }) => name));
  for (const name of versions) {
    const [before, after] = [find(old, name), find(now, name)];
    if (before && after)
      diffVersion(before, after, isUnused(before, old) ? unheard(reportOf(name)) : reportOf(name));
    else if (before) reportOf(name)("", removedVersion(before, old));
    else if (after) reportOf(name)("", addedVersion(after));
  }
  lostInConversion(old, now, reportOf);
  return changes;
}

function find({ spec }: CustomResourceDefinition, name: string): CrdVersion | undefined {
  return spec.versions.find((version) => version.name === name);
}

function addedVersion({ served }: CrdVersion): Finding {
  return {
    rule: "version-added",
    class: "compatible",
    reason: served ? "clients may use it from now on" : "it is not served",
  };
}

/** apis/apiextensions/validation/validation.go, ValidateCustomResourceDefinitionStoredVersions. */
function removedVersion({ name, served, storage }: CrdVersion, old: CustomResourceDefinition): Finding {
  const rule = "version-removed";
  if (isStored({ name, storage }, old))
    return {
      rule: "stored-version-removed",
      class: "breaking",
      reason: `objects are stored in it: the server refuses the definition until all have been written again in another version and ${name} is taken out of status.storedVersions`,
    };
  if (served) return { rule, class: "breaking", reason: "clients that use it get 404" };
  return { rule, class: "compatible", reason: `it ${unused}` };
}

const unused = "was neither served nor, as far as the definition says, stored";

function isStored(
  { name, storage }: Pick<CrdVersion, "name" | "storage">,
  old: CustomResourceDefinition,
): boolean {
  return storage || (old.status?.storedVersions ?? []).includes(name);
}

function isUnused(version: CrdVersion, old: CustomResourceDefinition): boolean {
  return !version.served && !isStored(version, old);
}

/** Nobody notices what changes in a version that could go as a whole. */
function unheard(report: (path: string, finding: Finding) => void) {
  return (path: string, finding: Finding) =>
    report(
      path,
      finding.class === "compatible"
        ? finding
        : { ...finding, class: "compatible", reason: `the version ${unused}; else: ${finding.reason}` },
    );
}

function diffStorage(
  old: CustomResourceDefinition,
  now: CustomResourceDefinition,
  report: (path: string, finding: Finding) => void,
): void {
  const [before, after] = [old, now].map(storedOf);
  if (before === after || before === undefined) return;
  report("versions", {
    rule: "storage-version-changed",
    class: "compatible",
    reason: `objects stay stored in ${before} until they are written again, and it must stay in the definition until then`,
    before,
    after,
  });
}

/** Annotations that tools write for themselves. */
const own = /^(kubectl\.kubernetes\.io\/|controller-gen\.kubebuilder\.io\/|kubewright\.dev\/)/;

function diffMetadata(
  old: CustomResourceDefinition,
  now: CustomResourceDefinition,
  report: (path: string, finding: Finding) => void,
): void {
  for (const key of ["labels", "annotations"] as const) {
    const [before, after] = [old, now].map(({ metadata }) =>
      Object.fromEntries(Object.entries(metadata?.[key] ?? {}).filter(([name]) => !own.test(name))),
    );
    if (!equalJson(before, after))
      report(`metadata.${key}`, {
        rule: "metadata-changed",
        class: "compatible",
        reason: "objects of the kind do not see it",
        before,
        after,
      });
  }
}
