import type { CustomResourceDefinition } from "../../kube/crd.ts";
import { dns1035LabelProblems, dns1123SubdomainProblems } from "../../kube/name.ts";
import type { KindVersion } from "../model/kind.ts";
import type { Problems } from "../read/problems.ts";

const approval = "api-approved.kubernetes.io";

/**
 * Reports names that the API server refuses because of what is made of them (the list kind is four letters longer than the kind), and groups of the Kubernetes
 * community without an approval (ValidateCustomResourceDefinitionNames and validateAPIApproval of k8s.io/apiextensions-apiserver).
 */
export function checkNames(
  { metadata, spec }: CustomResourceDefinition,
  { definition, positionOf }: KindVersion,
  problems: Problems,
): void {
  const report = (path: readonly string[], message: string) =>
    problems.error(positionOf(path), { code: "RESOURCE_INVALID", message });
  for (const key of ["plural", "singular", "listKind"] as const) {
    const name = spec.names[key];
    if (name === undefined || (key !== "listKind" && definition[key] !== undefined)) continue;
    for (const problem of dns1035LabelProblems(name.toLowerCase()))
      report(["kind"], `the ${key} "${name}" of the kind "${spec.names.kind}" is not valid: ${problem}`);
  }
  for (const problem of dns1123SubdomainProblems(metadata?.name ?? ""))
    report(["group"], `the name of the definition, "${metadata?.name ?? ""}", is not valid: ${problem}`);
  checkApproval(metadata?.annotations?.[approval] ?? "", { group: spec.group, positionOf, problems });
}

/** Without it a definition is still of use: who deploys it may add annotations. */
function checkApproval(
  text: string,
  { group, positionOf, problems }: { group: string; problems: Problems } & Pick<KindVersion, "positionOf">,
): void {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(group) || text.startsWith("unapproved")) return;
  const code = "RESOURCE_INVALID";
  const expected = 'the address of its approval, or a reason that begins with "unapproved"';
  if (text === "")
    problems.warning(positionOf(["group"]), {
      code,
      message: `the API server refuses definitions in the group "${group}" without the annotation "${approval}"`,
      hint: `Groups below k8s.io and kubernetes.io are the Kubernetes community's. Write annotations: { "${approval}": … } with ${expected}.`,
    });
  else if (!URL.canParse(text) || new URL(text).host === "")
    problems.error(positionOf(["annotations", approval]), {
      code,
      message: `the annotation "${approval}" is "${text}": expected ${expected}`,
    });
}
