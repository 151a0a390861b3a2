import type { BuiltInSchemas } from "../../k8s/built-in.ts";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import { importKind, type ImportedFile } from "./import-kind.ts";
import { knownNames } from "./known-names.ts";

/** The sources of definitions: a folder a version, a file a kind. */
export function importCrds(
  crds: readonly CustomResourceDefinition[],
  { builtIns }: { builtIns: BuiltInSchemas },
): ImportedFile[] {
  const known = knownNames(builtIns);
  return crds.flatMap((crd) => importKind(crd, { known }));
}
