import { throwIfErrors, type Diagnostic } from "../../base/diagnostic.ts";
import { UserError } from "../../base/errors.ts";
import { equalJson } from "../../base/json.ts";
import type { BuiltInSchemas } from "../../k8s/built-in.ts";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import { inexactFlaws, locateFlaws, type CrdOrigins } from "./crd-origin.ts";
import { importKind, kebabCase, type ImportedFile, type Library } from "./import-kind.ts";
import { knownNames } from "./known-names.ts";
import { libraryTypes } from "./library-types.ts";
import { refusals } from "./refusals.ts";
import { verifyImport, type Difference } from "./verify-import.ts";

/** A definition on its way to sources. */
interface Kind {
  readonly crd: CustomResourceDefinition;
  /** Folder, "" where all definitions are of one group. */
  readonly folder: string;
  readonly fileName: string;
  /** Schemas that are written letter for letter, because their types give others. */
  readonly raw: Set<string>;
  /** Whether keywords are written without tags of their own: one of them was refused. */
  isLiteral: boolean;
}

/** So often what came out otherwise is written letter for letter, and looked at again. */
const attempts = 6;

/**
 * The sources of definitions: a folder a version, a file a kind; with definitions of several groups, in a folder a group. They are read back before they
 * are returned: what is generated from them is what was imported.
 *
 * @throws UserError CRD_INVALID, IMPORT_LOSSY; DiagnosticError for what no API server takes
 */
export async function importCrds(
  crds: readonly CustomResourceDefinition[],
  { builtIns, origins = new Map() }: { builtIns: BuiltInSchemas; origins?: CrdOrigins },
): Promise<ImportedFile[]> {
  throwIfErrors("cannot import numbers that would become others:", inexact(crds, origins));
  const library = { known: knownNames(builtIns), libraryType: libraryTypes(builtIns) };
  const kinds = kindsOf(withoutCopies(crds));
  let differences: readonly Difference[] = [];
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const files = kinds.flatMap((kind) => filesOf(kind, library));
    const found = await verifyImport(
      kinds.map(({ crd }) => crd),
      files,
    );
    if (found.diagnostics.length > 0) {
      const refused = kinds.filter((kind) => isRefused(kind, found.diagnostics));
      // a tag may have been refused that says no more than the schema does
      if (refused.every(({ isLiteral }) => isLiteral))
        throwIfErrors(
          "cannot import what an API server would refuse:",
          reasons(refused, { told: found.diagnostics, files, origins }),
        );
      for (const kind of refused) kind.isLiteral = true;
      continue;
    }
    if (found.differences.length === 0) return files;
    const isNew = found.differences.filter((difference) => markRaw(kinds, difference)).length > 0;
    ({ differences } = found);
    if (!isNew) break;
  }
  throw lossy(differences);
}

function inexact(crds: readonly CustomResourceDefinition[], origins: CrdOrigins): Diagnostic[] {
  return crds.flatMap((crd) => {
    const origin = origins.get(crd);
    return origin ? locateFlaws(crd, origin, inexactFlaws(origin)) : [];
  });
}

/** What was told of the sources, as told of the definitions; what is of no kind is told as it is. */
function reasons(
  kinds: readonly Kind[],
  { told, files, origins }: { told: readonly Diagnostic[]; files: ImportedFile[]; origins: CrdOrigins },
): readonly Diagnostic[] {
  const found = kinds.flatMap((kind) =>
    refusals(kind.crd, origins.get(kind.crd), {
      told: told.filter((diagnostic) => isRefused(kind, [diagnostic])),
      files,
    }),
  );
  return found.length > 0 ? found : told;
}

/** Whether something in the sources of a kind is refused. */
function isRefused({ folder, fileName }: Kind, diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ file = "" }) => file.startsWith(folder) && file.endsWith(`/${fileName}.ts`));
}

function filesOf({ crd, folder, fileName, raw, isLiteral }: Kind, library: Library): ImportedFile[] {
  return importKind(crd, { ...library, fileName, raw, isLiteral }).map(({ path, text }) => ({
    path: folder + path,
    text,
  }));
}

function markRaw(kinds: readonly Kind[], { name, schema }: Difference): boolean {
  const kind = kinds.find(({ crd }) => nameOf(crd) === name);
  if (!kind || !schema) return false;
  const text = JSON.stringify(schema);
  const isNew = !kind.raw.has(text);
  kind.raw.add(text);
  return isNew;
}

function lossy(differences: readonly Difference[]): UserError {
  const [first] = differences;
  return new UserError(
    "IMPORT_LOSSY",
    `cannot import "${first?.name ?? ""}": ${first?.path ?? ""} would come out of the sources in another form`,
    { hint: "Nothing was written. Please report the definition: every valid one should come through." },
  );
}

/** The same definition may stand in several files; two that differ under one name cannot both be meant. */
function withoutCopies(crds: readonly CustomResourceDefinition[]): CustomResourceDefinition[] {
  const byName = new Map<string, CustomResourceDefinition>();
  for (const crd of crds) {
    const known = byName.get(nameOf(crd));
    if (known && !equalJson(known.spec, crd.spec)) {
      throw new UserError("CRD_INVALID", `"${nameOf(crd)}" is defined twice, and not in the same way`, {
        hint: "Name the file that is meant.",
      });
    }
    if (!known) byName.set(nameOf(crd), crd);
  }
  return [...byName.values()];
}

function kindsOf(crds: readonly CustomResourceDefinition[]): Kind[] {
  const groups = new Set(crds.map(({ spec }) => spec.group));
  const taken = new Set<string>();
  return crds.map((crd): Kind => {
    const { group, names } = crd.spec;
    const folder = groups.size > 1 ? `${group}/` : "";
    const simple = kebabCase(names.kind);
    const fileName = taken.has(folder + simple) ? names.plural : simple;
    taken.add(folder + fileName);
    return { crd, folder, fileName, raw: new Set(), isLiteral: false };
  });
}

function nameOf({ spec }: CustomResourceDefinition): string {
  return `${spec.names.plural}.${spec.group}`;
}
