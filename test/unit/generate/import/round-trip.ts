import { formatDiagnostic } from "../../../../src/base/diagnostic.ts";
import { generateCrds } from "../../../../src/generate/generate-crds.ts";
import { importCrds } from "../../../../src/generate/import/import-crds.ts";
import type { ImportedFile } from "../../../../src/generate/import/import-kind.ts";
import { readBuiltInSchemas } from "../../../../src/k8s/built-in.ts";
import type { CustomResourceDefinition } from "../../../../src/kube/crd.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";

/** What must be the same before and after. */
function essence({ metadata, spec }: CustomResourceDefinition) {
  const { "kubewright.dev/generator-version": _own, ...annotations } = metadata?.annotations ?? {};
  return { spec, labels: metadata?.labels ?? {}, annotations };
}

/** Definitions as they were given, and as they come out of their sources; by name. */
export async function returned(crds: readonly CustomResourceDefinition[], files: readonly ImportedFile[]) {
  const texts = new Map(files.map(({ path, text }) => [`/sources/${path}`, text]));
  const { crds: back, diagnostics } = await generateCrds({
    files: [...texts.keys()],
    readFile: (path) => texts.get(path),
  });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(formatDiagnostic).join("\n"));
  const byName = (all: readonly CustomResourceDefinition[]) =>
    Object.fromEntries(all.map((crd) => [`${crd.spec.names.plural}.${crd.spec.group}`, essence(crd)]));
  return { given: byName(crds), back: byName(back) };
}

/** A definition of one version, with a schema for its spec. */
export function crdOf(
  spec: JsonSchema,
  more: Partial<CustomResourceDefinition["spec"]> = {},
): CustomResourceDefinition {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "things.example.com" },
    spec: {
      group: "example.com",
      names: { kind: "Thing", listKind: "ThingList", plural: "things", singular: "thing" },
      scope: "Namespaced",
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: "object",
              properties: {
                apiVersion: { type: "string" },
                kind: { type: "string" },
                metadata: { type: "object" },
                spec,
              },
            },
          },
        },
      ],
      ...more,
    },
  };
}

/** The sources of one definition, by path. */
export async function sourcesOf(...crds: CustomResourceDefinition[]): Promise<Record<string, string>> {
  const files = await importCrds(crds, { builtIns: readBuiltInSchemas() });
  return Object.fromEntries(files.map(({ path, text }) => [path, text]));
}

/** What is written for the properties of a spec: the declaration of `ThingSpec` and all after it. */
export async function declarationsOf(properties: Record<string, JsonSchema>, beside: JsonSchema = {}) {
  const { "v1/thing.ts": text = "" } = await sourcesOf(crdOf({ type: "object", properties, ...beside }));
  return text.slice(text.search(/^(\/\*\*(?:(?!\*\/)[^])*\*\/\n)?export interface ThingSpec/m));
}
