import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, type JsonObject } from "../../../../src/base/json.ts";
import type { CustomResourceDefinition } from "../../../../src/kube/crd.ts";
import { parseYaml } from "../../../../src/kube/yaml.ts";

export interface Sample {
  /** File, and which of its documents. */
  readonly title: string;
  readonly object: JsonObject;
}

/** A definition of the corpus and the resources that its project shows for it. */
export interface CorpusDefinition {
  readonly crd: CustomResourceDefinition;
  readonly samples: readonly Sample[];
}

/** Repositories of the corpus, by name. */
export function readRepositories(corpus: string): string[] {
  return readdirSync(join(corpus, "crds")).sort();
}

/** The definitions of a repository as they are sent: without status. */
export function readDefinitions(corpus: string, repository: string): CorpusDefinition[] {
  const folder = join(corpus, "crds", repository);
  return readdirSync(folder)
    .sort()
    .flatMap((file) => parseYaml(readFileSync(join(folder, file), "utf8"), file))
    .map((document) => {
      const { status: _status, ...crd } = document as CustomResourceDefinition;
      return { crd, samples: readSamples(join(corpus, "samples", crd.metadata?.name ?? ""), crd) };
    });
}

/** Of another kind or of a version that is not served nothing can be sent, nor of a file that no YAML reader takes. */
function readSamples(folder: string, { spec }: CustomResourceDefinition): Sample[] {
  if (!existsSync(folder)) return [];
  const served = spec.versions.filter((version) => version.served).map(({ name }) => `${spec.group}/${name}`);
  return readdirSync(folder)
    .sort()
    .flatMap((file) =>
      readDocuments(join(folder, file)).map((object, index) => ({
        title: `${file.replace(/\.yaml$/, "")} ${index}`,
        object,
      })),
    )
    .filter(({ object }) => object.kind === spec.names.kind && served.includes(String(object.apiVersion)));
}

function readDocuments(path: string): JsonObject[] {
  try {
    return parseYaml(readFileSync(path, "utf8"), path).filter(isJsonObject);
  } catch {
    return [];
  }
}
