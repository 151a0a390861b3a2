import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { nearest } from "../../base/nearest.ts";
import { labelValueProblems, qualifiedNameProblems } from "../../kube/name.ts";
import type { ResourceDefinition } from "../../kube/resource.ts";
import type { Position } from "../model/type.ts";
import type { Problems } from "./problems.ts";

type Path = readonly (string | number)[];

interface Check {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  /** Checks of the properties of an object, or of each item of a list. */
  readonly properties?: Readonly<Record<string, Check>>;
  readonly items?: Check;
  readonly required?: readonly string[];
  /** What is wrong with an entry of an object whose keys are free. */
  readonly problemsOf?: (key: string, value: unknown) => readonly string[];
  /** How long a text may be. */
  readonly maxLength?: number;
}

const matching = (expected: string, pattern: RegExp, maxLength?: number): Check => ({
  expected,
  accepts: (value) => typeof value === "string" && pattern.test(value),
  ...(maxLength === undefined ? {} : { maxLength }),
});
const listOf = (items: Check): Check => ({ expected: "a list", accepts: Array.isArray, items });
const objectOf = (properties: Readonly<Record<string, Check>>, required: readonly string[] = []): Check => ({
  expected: "an object",
  accepts: isJsonObject,
  properties,
  required,
});

const label = matching("lower case letters, digits and hyphens", /^[a-z]([a-z0-9-]*[a-z0-9])?$/, 63);
const path = matching('a path such as ".spec.size"', /^\./);
const text = matching("a text", /^/);
const flag: Check = { expected: "true or false", accepts: (value) => typeof value === "boolean" };
const count: Check = { expected: "a whole number", accepts: (value) => Number.isInteger(value) };
const textsOf = (problemsOf: (key: string, value: string) => readonly string[]): Check => ({
  expected: "an object of texts",
  accepts: isJsonObject,
  problemsOf: (key, value) =>
    typeof value === "string" ? problemsOf(key, value) : [`expected a text, found ${shown(value)}`],
});
const keyProblems = (key: string, name: string) =>
  qualifiedNameProblems(name).map((problem) => `the key ${shown(key)} is not valid: ${problem}`);

const anyObject: Check = { expected: "an object", accepts: isJsonObject };

/** What the API server asks of each part (apiextensions-apiserver/pkg/apis/apiextensions/validation), and no other part. */
const definitionCheck = objectOf(
  {
    group: matching(
      'a domain of at least two parts, such as "cache.example.com"',
      /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/,
      253,
    ),
    version: label,
    kind: matching(
      'letters, digits and hyphens, such as "Memcached"',
      /^[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?$/,
      63,
    ),
    plural: label,
    singular: label,
    scope: matching('"Namespaced" or "Cluster"', /^(Namespaced|Cluster)$/),
    shortNames: listOf(label),
    categories: listOf(label),
    subresources: objectOf({
      status: flag,
      scale: objectOf({ specReplicasPath: path, statusReplicasPath: path, labelSelectorPath: path }, [
        "specReplicasPath",
        "statusReplicasPath",
      ]),
    }),
    printerColumns: listOf(
      objectOf(
        {
          name: matching("a text that is not empty", /./),
          type: matching(
            "string, integer, number, boolean or date",
            /^(string|integer|number|boolean|date)$/,
          ),
          jsonPath: path,
          format: matching(
            "int32, int64, float, double, byte, date, date-time or password",
            /^(int32|int64|float|double|byte|date|date-time|password|)$/,
          ),
          description: text,
          priority: count,
        },
        ["name", "type", "jsonPath"],
      ),
    ),
    selectableFields: {
      ...listOf(path),
      expected: "a list of up to 8 paths",
      accepts: (value) => Array.isArray(value) && value.length <= 8,
    },
    storage: flag,
    served: flag,
    skip: flag,
    deprecated: {
      expected: "true, false or a warning",
      accepts: (value) => typeof value === "boolean" || typeof value === "string",
    },
    labels: textsOf((key, value) => [
      ...keyProblems(key, key),
      ...labelValueProblems(value).map((problem) => `${shown(value)} is no value of a label: ${problem}`),
    ]),
    // case does not matter in keys of annotations
    annotations: textsOf((key) => keyProblems(key, key.toLowerCase())),
    conversion: objectOf(
      {
        strategy: matching('"None" or "Webhook"', /^(None|Webhook)$/),
        webhook: objectOf(
          {
            conversionReviewVersions: listOf(label),
            clientConfig: objectOf({
              url: text,
              service: objectOf({ namespace: label, name: label, path: text, port: count }, [
                "namespace",
                "name",
              ]),
              caBundle: text,
            }),
          },
          ["conversionReviewVersions"],
        ),
      },
      ["strategy"],
    ),
    defaults: anyObject,
    allowFloats: flag,
    rootFields: listOf(matching("apiVersion, kind or metadata", /^(apiVersion|kind|metadata)$/)),
    versionOrder: listOf(label),
    overrides: objectOf({ spec: anyObject, version: anyObject }),
  },
  ["group", "version", "kind"],
);

/** Names of all parts of a definition. */
export const definitionParts: readonly string[] = Object.keys(definitionCheck.properties ?? {});

/** Checks what `resource` was given; the compiler may not have been asked. What is wrong is reported at its place and left out; undefined when nothing can be made of the rest. */
export function validateDefinition(
  value: unknown,
  { positionOf, problems }: { positionOf: (path: Path) => Position; problems: Problems },
): ResourceDefinition | undefined {
  const wrong = new Set<string | number | undefined>();
  const wrongEntries = new Set<string>();
  const report = (at: Path, message: string, hint?: string) => {
    wrong.add(at[0]);
    problems.error(positionOf(at), { code: "RESOURCE_INVALID", message, hint });
  };
  const visit = (inner: unknown, check: Check, at: Path): void => {
    const name = at.join(".") || "the definition of a resource";
    if (!check.accepts(inner)) return report(at, `${name} is ${shown(inner)}: expected ${check.expected}`);
    if (check.maxLength !== undefined && String(inner).length > check.maxLength)
      return report(
        at,
        `${name} is ${shown(inner)}, of ${String(inner).length} characters: expected at most ${check.maxLength}`,
      );
    for (const [key, part] of Object.entries(check.problemsOf ? (inner as JsonObject) : {}))
      for (const problem of check.problemsOf?.(key, part) ?? []) {
        problems.error(positionOf([...at, key]), {
          code: "RESOURCE_INVALID",
          message: `${name}: ${problem}`,
        });
        wrongEntries.add(`${name} ${key}`);
      }
    if (check.items && Array.isArray(inner))
      for (const [index, item] of inner.entries()) visit(item, check.items, [...at, index]);
    if (!check.properties) return;
    const object = inner as JsonObject;
    for (const key of check.required ?? [])
      if (object[key] === undefined) report(at, `${name} lacks "${key}"`);
    for (const [key, part] of Object.entries(object)) {
      const known = Object.hasOwn(check.properties, key) ? check.properties[key] : undefined;
      if (known) visit(part, known, [...at, key]);
      else report([...at, key], `${name} has no "${key}"`, suggestion(key, Object.keys(check.properties)));
    }
  };
  visit(value, definitionCheck, []);
  const rightEntries = (part: JsonObject, name: string): JsonObject =>
    Object.fromEntries(Object.entries(part).filter(([key]) => !wrongEntries.has(`${name} ${key}`)));
  // without what it is a definition of there is nothing to go on with; without other parts the rest can be looked at
  if ([undefined, "group", "version", "kind"].some((key) => wrong.has(key))) return undefined;
  const right = Object.entries(value as JsonObject)
    .filter(([key]) => !wrong.has(key))
    .map(([name, part]) => [name, isJsonObject(part) ? rightEntries(part, name) : part]);
  return Object.fromEntries(right);
}

function suggestion(key: string, known: readonly string[]): string {
  const guess = nearest(key, known);
  return guess ? `Did you mean "${guess}"?` : `Known: ${known.join(", ")}.`;
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? "undefined";
}
