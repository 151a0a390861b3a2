import type { Diagnostic } from "../../base/diagnostic.ts";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import { YamlPlaces } from "../../kube/yaml-places.ts";

/** Where a definition was read from. */
export interface CrdOrigin {
  /** What the text is called in messages. */
  readonly file: string;
  readonly text: string;
  /** Which of the text's documents that hold something. */
  readonly document: number;
  /** From the document to the definition: `["items", 0]`. */
  readonly path: readonly (string | number)[];
}

/** Origins of definitions; one that was not read from a text has none. */
export type CrdOrigins = ReadonlyMap<CustomResourceDefinition, CrdOrigin>;

/** Something wrong in a definition. */
export interface Flaw {
  /** `spec.versions[0].schema.openAPIV3Schema.properties[spec].default` */
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

/** Flaws as diagnostics at their places in the text that the definition was read from. */
export function locateFlaws(
  crd: CustomResourceDefinition,
  origin: CrdOrigin | undefined,
  flaws: readonly Flaw[],
): Diagnostic[] {
  if (flaws.length === 0) return [];
  const places = origin && new YamlPlaces(origin.text);
  const name = `${crd.spec.names.plural}.${crd.spec.group}`;
  return flaws.map(({ field, code, message }) => ({
    severity: "error",
    code,
    message: `"${name}": ${field && `${field}: `}${message}`,
    ...(origin && places
      ? { file: origin.file, ...places.positionOf(origin.document, [...origin.path, ...stepsOf(field)]) }
      : {}),
  }));
}

/** `a[0].properties[x.y]` as its steps. */
function stepsOf(field: string): string[] {
  return [...field.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(([, inside, plain]) => inside ?? plain ?? "");
}

/** The whole numbers of a definition that would be others in its sources. Bounds are doubles for the API server too. */
export function inexactFlaws(origin: CrdOrigin): Flaw[] {
  if (!/\d{16}/.test(origin.text)) return [];
  const numbers = new YamlPlaces(origin.text).inexactIntegers(origin.document);
  return numbers.flatMap(({ path, text, read }): Flaw[] => {
    const own = path.slice(origin.path.length);
    const isInside = origin.path.every((step, index) => String(path[index]) === String(step));
    if (!isInside || own[0] !== "spec" || isBound(own)) return [];
    return [
      {
        field: fieldOf(own),
        code: "IMPORT_LOSSY",
        message: `${text} would become ${read}: whole numbers are exact up to ${Number.MAX_SAFE_INTEGER} (2^53 - 1)`,
      },
    ];
  });
}

const bounds: readonly (string | number | undefined)[] = ["minimum", "maximum", "multipleOf"];

function isBound(path: readonly (string | number)[]): boolean {
  let rest = path.slice(path.indexOf("openAPIV3Schema") + 1);
  while (rest.length > 1) {
    const [keyword = ""] = rest;
    const named = ["properties", "allOf", "anyOf", "oneOf"].includes(String(keyword));
    if (!named && !["items", "additionalProperties", "not"].includes(String(keyword))) return false;
    rest = rest.slice(named ? 2 : 1);
  }
  return bounds.includes(rest[0]);
}

function fieldOf(path: readonly (string | number)[]): string {
  const steps = path.map((step, index) => {
    const isProperty = path[index - 1] === "properties";
    return typeof step === "number" || isProperty ? `[${step}]` : `.${step}`;
  });
  return steps.join("").slice(1);
}
