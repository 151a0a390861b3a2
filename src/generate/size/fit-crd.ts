import type { CustomResourceDefinition } from "../../kube/crd.ts";
import type { Position } from "../model/type.ts";
import type { Problems } from "../read/problems.ts";
import { annotationLimit, crdSize, requestLimit } from "./crd-size.ts";
import { trimDescriptions } from "./trim-descriptions.ts";

/** The definition within its size, if one is given; what was done to it, and which limits it does not keep, is said at the kind. */
export function fitCrd(
  given: CustomResourceDefinition,
  {
    maxCrdSize,
    position,
    problems,
  }: { maxCrdSize: number | undefined; position: Position; problems: Problems },
): CustomResourceDefinition {
  const name = given.metadata?.name ?? "";
  const { crd, trimming } =
    maxCrdSize === undefined ? { crd: given, trimming: undefined } : trimDescriptions(given, maxCrdSize);
  const { json, annotations } = crdSize(crd);
  if (maxCrdSize !== undefined && annotations > maxCrdSize)
    problems.error(position, {
      code: "CRD_TOO_LARGE",
      message: `${name} takes ${count(annotations)} bytes without any description, which is more than the ${count(maxCrdSize)} of --max-crd-size`,
      hint: "Take a part that is seldom used out of the type, or allow it to have any form: @schema, or unknown.",
    });
  else if (trimming)
    problems.warning(position, {
      code: "CRD_TRIMMED",
      message: `${trimming.dropped} of ${trimming.of} descriptions of ${name} were left out to keep to ${count(maxCrdSize ?? 0)} bytes: ${whichOnes(trimming.depth)}`,
    });
  if (json > requestLimit)
    problems.error(position, {
      code: "CRD_TOO_LARGE",
      message: `${name} takes ${count(json)} bytes: etcd refuses requests of more than ${count(requestLimit)}`,
      hint: "Leave descriptions out with --max-crd-size or --max-description-length, and versions that nobody uses.",
    });
  else if (annotations > annotationLimit && maxCrdSize === undefined)
    problems.warning(position, {
      code: "CRD_SIZE",
      message: `${name} cannot be applied by kubectl without --server-side: noting it takes ${count(annotations)} bytes of annotations, of at most ${count(annotationLimit)}`,
      hint: `Apply it with --server-side, as "kubewright install" does, or leave descriptions out with --max-crd-size ${annotationLimit} or --max-description-length.`,
    });
  return crd;
}

function whichOnes(depth: number): string {
  return depth === 0
    ? "the deepest first, up to the kind's own"
    : `the deepest, from fields ${depth} levels below the object`;
}

/** 262144 as 262,144, whatever the machine speaks. */
function count(bytes: number): string {
  return String(bytes).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}
