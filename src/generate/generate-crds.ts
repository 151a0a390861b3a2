import type { Diagnostic } from "../base/diagnostic.ts";
import { readBuiltInSchemas } from "../k8s/built-in.ts";
import type { CustomResourceDefinition } from "../kube/crd.ts";
import { pluralize } from "../kube/plural.ts";
import { builtInSchema } from "./built-in-schema.ts";
import { writeCrd } from "./crd/write-crd.ts";
import type { KindVersion } from "./model/kind.ts";
import { loadCompiler } from "./read/compiler.ts";
import { Problems } from "./read/problems.ts";
import { findResources, readResource } from "./read/read-resources.ts";
import { readType } from "./read/read-type.ts";
import { Sources } from "./read/sources.ts";
import type { TypeContext } from "./read/type-context.ts";

/** What to generate from. */
export interface GenerateOptions {
  /** Absolute paths of TypeScript files. */
  readonly files: readonly string[];
  /** Whether floating-point numbers may be used; default false, as in controller-gen. */
  readonly allowFloats?: boolean;
}

/**
 * The CustomResourceDefinitions of the kinds that the files define by `resource<T>({...})`, sorted by name; versions of a kind are one definition.
 * Everything that is wrong comes as diagnostics with file, line and column; definitions are returned only where nothing is.
 */
export async function generateCrds(
  options: GenerateOptions,
): Promise<{ crds: CustomResourceDefinition[]; diagnostics: Diagnostic[] }> {
  const { files, allowFloats = false } = options;
  const compiler = loadCompiler();
  const problems = new Problems();
  const sources = new Sources(compiler);
  const schemas = lazy(readBuiltInSchemas);
  const context: TypeContext = {
    compiler,
    sources,
    problems,
    allowFloats,
    builtIn: (module, name) => builtInSchema(schemas(), module, name),
    parameters: new Map(),
    open: [],
    readType,
  };
  const kinds = new Map<string, KindVersion[]>();
  for (const file of files) {
    for (const call of findResources(sources.file(file), context)) {
      const version = readResource(call, context);
      if (!version) continue;
      const { group, kind, plural = pluralize(kind) } = version.definition;
      const name = `${plural}.${group}`;
      kinds.set(name, [...(kinds.get(name) ?? []), version]);
    }
  }
  const crds = [...kinds]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, versions]) => writeCrd(versions, problems));
  const { diagnostics } = problems;
  return Promise.resolve({
    crds: diagnostics.length > 0 ? [] : crds.filter((crd) => crd !== undefined),
    diagnostics,
  });
}

function lazy<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
