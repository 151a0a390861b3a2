import type { CrdNames } from "../../../kube/crd.ts";
import { invalidField } from "../../admission/field-problem.ts";
import { dns1035Label } from "../../admission/name-format.ts";
import type { InvalidField } from "../../status-error.ts";

/** What the names of a definition may be where they are said (ValidateCustomResourceDefinitionNames of apiextensions-apiserver's validation.go). */
export function validateNames(names: CrdNames | undefined, at: string): InvalidField[] {
  const {
    plural = "",
    singular = "",
    kind = "",
    listKind = "",
    shortNames = [],
    categories = [],
  } = names ?? {};
  const check = (field: string, name: string) => {
    const problems = dns1035Label(name);
    return problems.length ? [invalidField(`${at}.${field}`, name, problems.join(","))] : [];
  };
  const mixed = (field: string, name: string) => {
    const problems = dns1035Label(name.toLowerCase());
    const detail = `may have mixed case, but should otherwise match: ${problems.join(",")}`;
    return name && problems.length ? [invalidField(`${at}.${field}`, name, detail)] : [];
  };
  return [
    ...(plural ? check("plural", plural) : []),
    ...(singular ? check("singular", singular) : []),
    ...mixed("kind", kind),
    ...mixed("listKind", listKind),
    ...shortNames.flatMap((name, index) => check(`shortNames[${index}]`, name)),
    ...(kind && kind === listKind
      ? [invalidField(`${at}.listKind`, listKind, "kind and listKind may not be the same")]
      : []),
    ...categories.flatMap((name, index) => check(`categories[${index}]`, name)),
  ];
}
