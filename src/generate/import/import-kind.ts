import type { CrdVersion, CustomResourceDefinition } from "../../kube/crd.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { rootDescriptions } from "../crd/root-descriptions.ts";
import { collectShapes, type Shapes } from "./collect-shapes.ts";
import type { KnownNames } from "./known-names.ts";
import type { LibraryType } from "./library-types.ts";
import type { ModuleContext } from "./module-context.ts";
import { homeOf, nameShapes, sharedHome } from "./name-shapes.ts";
import type { Shape } from "./shape.ts";
import { isFreeTypeName, pascalCase, wordsOf } from "./type-names.ts";
import { versionDefinition } from "./write-definition.ts";
import { writeImports, type Imports } from "./write-imports.ts";
import { writeShape } from "./write-shape.ts";
import { writeRoot } from "./write-root.ts";
import { expandValue, printWidth } from "./write-value.ts";

/** A file of TypeScript; its path is relative to where the import goes. */
export interface ImportedFile {
  readonly path: string;
  readonly text: string;
}

interface KindContext {
  readonly crd: CustomResourceDefinition;
  readonly shapes: Shapes;
  readonly names: ReadonlyMap<Shape, string>;
  readonly fileName: string;
  /** Of the interface and the handle. */
  readonly typeName: string;
  readonly raw: ReadonlySet<string>;
  readonly isLiteral: boolean;
}

const floats: readonly string[] = ["Float", "Double", "JsonNumber"];

/** What is known of the library's types. */
export interface Library {
  readonly known: KnownNames;
  readonly libraryType: (schema: JsonSchema) => LibraryType | undefined;
}

interface KindOptions extends Library {
  /** Without its ending; default: the kind in kebab case. */
  readonly fileName?: string;
  /** Schemas to be written letter for letter, as JSON. */
  readonly raw?: ReadonlySet<string>;
  /** Whether keywords are to be written without tags of their own. */
  readonly isLiteral?: boolean;
}

/** The sources of a kind: a file a version, and one for the types that several versions share. */
export function importKind(crd: CustomResourceDefinition, options: KindOptions): ImportedFile[] {
  const { known, libraryType, fileName = kebabCase(crd.spec.names.kind), raw = new Set() } = options;
  const { isLiteral = false } = options;
  const shapes = collectShapes(crd, libraryType);
  const named = shapes.all.filter(deservesName);
  const { kind } = crd.spec.names;
  const typeName = typeNameOf(kind);
  const names = nameShapes(named, {
    known,
    taken: [typeName, kind, ...shapes.libraryNames],
  });
  const context: KindContext = { crd, shapes, names, fileName, typeName, raw, isLiteral };
  const shared = writeModule(sharedHome, named, context);
  const versions = crd.spec.versions.map((version) => writeVersion(version, named, { context, shared }));
  return shared.text === "" ? versions : [shared, ...versions];
}

/** The kind itself, unless that cannot be a type's name, or would hide one that the file needs. */
function typeNameOf(kind: string): string {
  const name = /^[A-Z]\w*$/.test(kind) ? kind : pascalCase(kind);
  return isFreeTypeName(name) ? name : `${name}Resource`;
}

/** `HTTPRoute` → `http-route`. */
export function kebabCase(kind: string): string {
  return wordsOf(kind).join("-").toLowerCase() || kind.toLowerCase();
}

/** A choice of values is written where it is used, unless it is long or used again. */
function deservesName({ kind, schema, uses }: Shape): boolean {
  return kind === "object" || uses.length > 1 || JSON.stringify(schema.enum).length > 60;
}

/** A file while it is written. */
class Module implements ModuleContext {
  readonly shapes: Shapes;
  readonly imports: Imports = { values: new Set(), types: new Map(), shared: new Set() };
  readonly #context: KindContext;
  readonly #home: string;

  constructor(home: string, context: KindContext) {
    this.#home = home;
    this.#context = context;
    this.shapes = context.shapes;
  }

  nameOf(shape: Shape): string | undefined {
    const name = this.#context.names.get(shape);
    if (name !== undefined && homeOf(shape) !== this.#home) this.imports.shared.add(name);
    return name;
  }

  descriptionOf({ uses }: Shape): string | undefined {
    const counts = new Map<string | undefined, number>();
    for (const { commented, description } of uses)
      if (!commented) counts.set(description, (counts.get(description) ?? 0) + 1);
    return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0];
  }

  get isLiteral(): boolean {
    return this.#context.isLiteral;
  }

  isTaken(name: string): boolean {
    const { names, typeName } = this.#context;
    return name === typeName || [...names.values()].includes(name);
  }

  isRaw(schema: JsonSchema): boolean {
    const { raw } = this.#context;
    return raw.size > 0 && raw.has(JSON.stringify(schema));
  }

  library(name: string, module = "kubewright"): string {
    const { types } = this.imports;
    types.set(module, (types.get(module) ?? new Set()).add(name));
    return name;
  }
}

interface WrittenModule extends ImportedFile {
  readonly floats: boolean;
}

/** The declarations of a home; its text is "" when there are none. */
function writeModule(home: string, shapes: readonly Shape[], context: KindContext): WrittenModule {
  const module = new Module(home, context);
  const body = declarations(home, shapes, { module, context });
  const path = `${home}/${context.fileName}.ts`;
  const text = body.length === 0 ? "" : [writeImports(module.imports), ...body].filter(Boolean).join("\n");
  return { path, text, floats: usesFloats(module.imports) };
}

function declarations(
  home: string,
  shapes: readonly Shape[],
  { module, context }: { module: Module; context: KindContext },
): string[] {
  return shapes
    .filter((shape) => homeOf(shape) === home)
    .map((shape) => writeShape(shape, context.names.get(shape) ?? "", module));
}

function writeVersion(
  version: CrdVersion,
  shapes: readonly Shape[],
  { context, shared }: { context: KindContext; shared: WrittenModule },
): ImportedFile {
  const { crd, fileName, typeName } = context;
  const module = new Module(version.name, context);
  const root = writeRoot(typeName, version.schema?.openAPIV3Schema ?? {}, {
    context: module,
    silent: rootDescriptions({ group: crd.spec.group, version: version.name, kind: crd.spec.names.kind }),
  });
  const body = declarations(version.name, shapes, { module, context });
  module.imports.values.add("resource");
  const definition = versionDefinition(crd, version, {
    floats: usesFloats(module.imports) || (shared.floats && module.imports.shared.size > 0),
  });
  const constant = writeConstant(typeName, { ...definition });
  const imports = writeImports(module.imports, `../${sharedHome}/${fileName}.ts`);
  return { path: `${version.name}/${fileName}.ts`, text: [imports, root, constant, ...body].join("\n") };
}

function writeConstant(name: string, definition: Record<string, unknown>): string {
  const start = `export const ${name} =`;
  const call = `resource<${name}>(`;
  const fits = start.length + call.length + 2 <= printWidth;
  return fits
    ? `${start} ${call}${expandValue(definition, 0)});\n`
    : `${start}\n  ${call}${expandValue(definition, 2)});\n`;
}

function usesFloats({ types }: Imports): boolean {
  return floats.some((name) => types.get("kubewright")?.has(name));
}
