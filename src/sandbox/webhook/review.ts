import { isJsonObject, type JsonObject } from "../../base/json.ts";
import type { AdmissionAttributes } from "../registry/admission.ts";
import { admissionRequest, type Versioned } from "../policy/view.ts";

/** An AdmissionReview to be sent, without its uid. */
export interface Review {
  readonly apiVersion: string;
  readonly request: JsonObject;
}

/** The first version of AdmissionReview that both sides know; undefined when there is none. */
export function writeReview(
  attributes: AdmissionAttributes,
  options: { versions: readonly string[]; versioned: Versioned },
): Review | undefined {
  const { resource, object, oldObject } = options.versioned;
  const version = options.versions.find((name) => name === "v1" || name === "v1beta1");
  if (!version) return undefined;
  const { dryRun, options: asked, ...request } = admissionRequest(attributes, resource);
  return {
    apiVersion: `admission.k8s.io/${version}`,
    request: {
      ...request,
      object: object ?? null,
      oldObject: oldObject ?? null,
      dryRun,
      options: asked,
    },
  };
}

/** What a webhook said, or why it cannot be used. */
export type ReviewResponse =
  | { readonly problem: string }
  | {
      readonly problem?: undefined;
      readonly allowed: boolean;
      /** Text of the patch; absent: none. */
      readonly patch?: string;
      readonly patchType?: string;
      readonly status: JsonObject | undefined;
      readonly warnings: readonly string[];
    };

/** Checks a webhook's answer. Follows VerifyAdmissionResponse of k8s.io/apiserver/pkg/admission/plugin/webhook/request. */
export function readReview(
  answer: JsonObject,
  expected: { uid: string; apiVersion: string; mutating: boolean },
): ReviewResponse {
  const { response } = answer;
  const strict = expected.apiVersion === "admission.k8s.io/v1";
  if (!isJsonObject(response)) return { problem: "webhook response was absent" };
  const problem = strict ? strictProblem(answer, response, expected) : undefined;
  if (problem !== undefined) return { problem };
  const patch = expected.mutating && typeof response.patch === "string" ? response.patch : "";
  const patchType = strict ? response.patchType : "JSONPatch";
  return {
    allowed: response.allowed === true,
    ...(patch ? { patch: Buffer.from(patch, "base64").toString("utf8") } : {}),
    ...(typeof patchType === "string" ? { patchType } : {}),
    status: isJsonObject(response.status) ? response.status : undefined,
    warnings: Array.isArray(response.warnings) ? response.warnings.map(String) : [],
  };
}

function strictProblem(
  answer: JsonObject,
  response: JsonObject,
  expected: { uid: string; mutating: boolean },
): string | undefined {
  const { uid = "", patchType } = response;
  const hasPatch = typeof response.patch === "string" && response.patch !== "";
  const hasType = patchType !== undefined && patchType !== null;
  if (uid !== expected.uid)
    return `expected response.uid=${JSON.stringify(expected.uid)}, got ${JSON.stringify(uid)}`;
  const { apiVersion, kind } = answer;
  if (apiVersion !== "admission.k8s.io/v1" || kind !== "AdmissionReview")
    return `expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got ${kindText(apiVersion)}, Kind=${String(kind ?? "")}`;
  if (!expected.mutating) {
    if (hasPatch) return "validating webhook may not return response.patch";
    return hasType ? "validating webhook may not return response.patchType" : undefined;
  }
  if (hasPatch && !hasType) return "webhook returned response.patch but not response.patchType";
  if (!hasPatch && hasType) return "webhook returned response.patchType but not response.patch";
  return hasType && patchType === "" ? 'webhook returned invalid response.patchType of ""' : undefined;
}

/** A group and version as Go prints them: the core group before its slash. */
function kindText(apiVersion: unknown): string {
  const text = typeof apiVersion === "string" ? apiVersion : "";
  return text.includes("/") ? text : `/${text}`;
}
