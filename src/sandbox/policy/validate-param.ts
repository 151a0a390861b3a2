import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { forbiddenField, invalidField, requiredField, unsupportedField } from "../admission/field-problem.ts";
import { validateLabelSelector } from "../admission/label-problem.ts";
import { dns1035Label, dnsSubdomain, pathSegment } from "../admission/name-format.ts";
import type { InvalidField } from "../status-error.ts";
import { textOf } from "./validating-policy.ts";

/* Follows k8s.io/kubernetes/pkg/apis/admissionregistration/validation/validation.go. */

/** What is wrong with a policy's `paramKind`. */
export function validateParamKind(paramKind: JsonObject, at: string): InvalidField[] {
  const [apiVersion, kind] = [textOf(paramKind.apiVersion), textOf(paramKind.kind)];
  return [...validateApiVersion(apiVersion, `${at}.apiVersion`), ...validateKind(kind, `${at}.kind`)];
}

function validateApiVersion(apiVersion: string, at: string): InvalidField[] {
  if (apiVersion === "") return [requiredField(at)];
  const parts = apiVersion === "/" ? ["", ""] : apiVersion.split("/");
  if (parts.length > 2)
    return [invalidField(at, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)];
  const [version = "", group = ""] = parts.reverse();
  const groupProblems = group === "" ? [] : dnsSubdomain(group);
  const versionProblems = version === "" ? [] : dns1035Label(version);
  return [
    ...(groupProblems.length ? [invalidField(at, group, groupProblems.join(","))] : []),
    ...(version === "" ? [invalidField(at, apiVersion, "version must be specified")] : []),
    ...(versionProblems.length ? [invalidField(at, version, versionProblems.join(","))] : []),
  ];
}

function validateKind(kind: string, at: string): InvalidField[] {
  if (kind === "") return [requiredField(at)];
  const problems = dns1035Label(kind.toLowerCase());
  if (problems.length === 0) return [];
  return [invalidField(at, kind, `may have mixed case, but should otherwise match: ${problems.join(",")}`)];
}

const exclusive = "name and selector are mutually exclusive";

/** What is wrong with a binding's `paramRef`. */
export function validateParamRef(reference: JsonObject, at: string): InvalidField[] {
  const { selector } = reference;
  const name = textOf(reference.name);
  const both = name !== "" && selector !== undefined;
  return [
    ...(name ? pathSegment(name).map((problem) => invalidField(`${at}.name`, name, problem)) : []),
    ...(both ? [forbiddenField(`${at}.name`, exclusive)] : []),
    ...(isJsonObject(selector) ? validateLabelSelector(selector, { at: `${at}.selector` }) : []),
    ...(both ? [forbiddenField(`${at}.selector`, exclusive)] : []),
    ...(name === "" && selector === undefined
      ? [requiredField(at, "one of name or selector must be specified")]
      : []),
    ...validateAction(textOf(reference.parameterNotFoundAction), `${at}.parameterNotFoundAction`),
  ];
}

function validateAction(action: string, at: string): InvalidField[] {
  if (action === "") return [requiredField(at)];
  return ["Deny", "Allow"].includes(action) ? [] : [unsupportedField(at, action, ["Deny", "Allow"])];
}
