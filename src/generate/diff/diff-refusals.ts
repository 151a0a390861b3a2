import { equalJson } from "../../base/json.ts";
import type { CrdVersion, CustomResourceDefinition } from "../../kube/crd.ts";
import type { Finding } from "./change.ts";

/** What is wrong at a field, in the server's words. */
interface Refusal {
  readonly field: string;
  readonly message: string;
}
/** What a server refuses of a definition. */
export type Validate = (crd: CustomResourceDefinition) => readonly Refusal[];
type Report = (path: string, finding: Finding) => void;

/** Reports what the server refuses of the new definition, and did not of the old one. */
export function diffRefusals(
  { old, now }: { old: CustomResourceDefinition | undefined; now: CustomResourceDefinition },
  { validate, reportOf }: { validate: Validate; reportOf: (version?: string) => Report },
): void {
  const known = new Set(old && envelopeErrors(old, validate).map(keyOf));
  for (const error of envelopeErrors(now, validate))
    if (!known.has(keyOf(error))) reportOf()("", refused("definition-refused", error));
  for (const version of now.spec.versions) {
    const before = old?.spec.versions.find(({ name }) => name === version.name);
    if (equalJson(before, version)) continue;
    const were = new Set(before && versionErrors(before, { crd: now, validate }).map(keyOf));
    for (const error of versionErrors(version, { crd: now, validate }))
      if (!were.has(keyOf(error)))
        reportOf(version.name)(
          "",
          refused(isOfSchema(error) ? "schema-refused" : "definition-refused", error),
        );
  }
}

function refused(rule: string, { field, message }: Refusal): Finding {
  return { rule, class: "breaking", reason: `the server refuses the definition: ${field}: ${message}` };
}

function keyOf({ field, message }: Refusal): string {
  return `${field} ${message}`;
}

/** Without the parts of its versions, which are looked at one by one. */
function envelopeErrors(crd: CustomResourceDefinition, validate: Validate): readonly Refusal[] {
  const versions = crd.spec.versions.map(({ name, served, storage }): CrdVersion => ({
    name,
    served,
    storage,
    schema: { openAPIV3Schema: { type: "object" } },
  }));
  return validate({ ...crd, spec: { ...crd.spec, versions } })
    .filter(({ field }) => field !== "spec.preserveUnknownFields") // told with what it does to stored objects
    .map((error) => (error.field === "spec.versions" ? withoutValue(error) : error));
}

/** The value is the whole of the versions. */
function withoutValue({ message, ...error }: Refusal): Refusal {
  return { ...error, message: message.replace(/^Invalid value: .*(?=: must )/s, "Invalid value") };
}

/** Of a version that is alone, the server tells parts as those of the definition. */
function versionErrors(
  version: CrdVersion,
  { crd, validate }: { crd: CustomResourceDefinition; validate: Validate },
): Refusal[] {
  const alone = { ...crd, spec: { ...crd.spec, versions: [{ ...version, storage: true }] } };
  return validate(alone)
    .filter(
      ({ field }) => isOfVersion.test(field) && field !== "spec.versions[0].name", // told of the definition
    )
    .map((error) => ({
      ...error,
      field: error.field.replace(isOfVersion, "").replace(/^validation\b/, "schema"),
    }));
}

const isOfVersion =
  /^spec\.(versions\[0\]\.|(?=(validation|subresources|additionalPrinterColumns|selectableFields)\b))/;

function isOfSchema({ field }: Refusal): boolean {
  return /^schema\b/.test(field);
}
