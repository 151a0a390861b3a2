import { generateCrds } from "../../../../src/generate/generate-crds.ts";
import { generatorAnnotation } from "../../../../src/generate/generator-annotation.ts";
import { sensitiveFieldsAnnotation } from "../../../../src/kube/sensitive-fields.ts";
import type { CrdVersion, CustomResourceDefinition } from "../../../../src/kube/crd.ts";
import { compact, difference, type Expected } from "./expected.ts";
import type { ExpectedError, Program } from "./program.ts";

/** What the generator gets wrong about a program; undefined when each property and each tag is where it must be: in the schema, or in an error at its own place. */
export async function verdict({ files, spec, envelope, errors }: Program): Promise<string | undefined> {
  const texts = new Map(Object.entries(files).map(([name, text]) => [`/project/${name}`, text]));
  const { crds, diagnostics } = await generateCrds({
    files: ["/project/input.ts"],
    readFile: (path) => texts.get(path),
  });
  const said = diagnostics.map(({ file = "", line = 0, column = 0, message }): Said => ({
    file: file.replace("/project/", ""),
    line,
    column,
    message,
  }));
  const missing = errors.find((error) => !said.some((one) => isIt(error, one)));
  if (missing) return `not said: ${JSON.stringify(missing)}; said: ${JSON.stringify(said)}`;
  const surplus = said.find((one) => !errors.some((error) => isIt(error, one)));
  if (surplus) return `said: ${JSON.stringify(surplus)}`;
  if (errors.length > 0) return undefined;
  const [crd] = crds;
  if (!envelope || !crd) return envelope || crd ? `${crds.length} definitions` : undefined;
  const schema = crd.spec.versions[0]?.schema?.openAPIV3Schema;
  const { key: _key, ...expected } = envelope;
  return difference(spec, schema?.properties?.spec, "spec") ?? difference(expected, envelopeOf(crd), "crd");
}

/** What a definition says beside its schema. */
function envelopeOf({ metadata = {}, spec }: CustomResourceDefinition): Expected {
  const { names, versions, ...rest } = spec;
  const [{ schema, ...version } = {}] = versions as Partial<CrdVersion>[];
  const { properties: _properties, ...root } = schema?.openAPIV3Schema ?? {};
  const own = Object.entries(metadata.annotations ?? {}).filter(
    // which fields it names is in test/golden/crd/sensitive-fields
    ([key]) => !(key in generatorAnnotation) && key !== sensitiveFieldsAnnotation,
  );
  return {
    names,
    metadata: compact({ ...metadata, annotations: own.length > 0 ? Object.fromEntries(own) : undefined }),
    spec: rest,
    version,
    root,
  };
}

interface Said {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

function isIt(error: ExpectedError, said: Said): boolean {
  return (
    error.file === said.file &&
    error.line === said.line &&
    (error.column === undefined || error.column === said.column) &&
    said.message.includes(error.message)
  );
}
