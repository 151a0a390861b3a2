import type { BuiltInSchemas } from "../../k8s/built-in.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import { rootFields } from "./collect-shapes.ts";
import type { Shape } from "./shape.ts";
import { wordsOf } from "./type-names.ts";

/** Kubernetes' own names for objects, by what they hold. */
export interface KnownNames {
  nameOf(shape: Shape): string | undefined;
}

/** Where the types come from that other APIs embed. */
const sources = /^io\.k8s\.(api\.(core|apps|batch)\.v1|apimachinery\.pkg\.apis\.meta\.v1)\.(\w+)$/;

/** An object with fewer properties looks like too many others. */
const enough = 3;
/** As much must be the same: older and newer versions of Kubernetes differ in a few fields. */
const alike = 0.8;

/** What nearly every whole object has. */
const common: ReadonlySet<string> = new Set([...rootFields, "spec", "status"]);

interface Candidate {
  readonly name: string;
  readonly properties: ReadonlySet<string>;
}

/** Recognises the objects of Kubernetes by their properties. */
export function knownNames(schemas: BuiltInSchemas): KnownNames {
  const candidates = schemas.components.flatMap((component): Candidate[] => {
    const name = sources.exec(component)?.[3];
    const properties = tellingOf(schemas.schema(component));
    return name === undefined || properties.length < enough
      ? []
      : [{ name, properties: new Set(properties) }];
  });
  const byProperty = new Map<string, Candidate[]>();
  for (const candidate of candidates)
    for (const property of candidate.properties)
      byProperty.set(property, [...(byProperty.get(property) ?? []), candidate]);
  return {
    nameOf({ kind, schema, uses }) {
      const properties = tellingOf(schema);
      if (kind !== "object" || properties.length < enough) return undefined;
      const rated = new Set(properties.flatMap((property) => byProperty.get(property) ?? []));
      const best = mostAlike([...rated], properties);
      if (best.length <= 1) return best[0]?.name;
      const words = wordsOf(uses[0]?.path.at(-1) ?? "");
      return best.find(({ name }) =>
        wordsOf(name)
          .slice(0, -1)
          .every((word) => words.includes(word)),
      )?.name;
    },
  };
}

/** The properties that tell an object from others: of a whole object, not those that all have. */
function tellingOf({ properties = {} }: JsonSchema): string[] {
  const names = Object.keys(properties);
  return rootFields.every((name) => names.includes(name)) ? names.filter((name) => !common.has(name)) : names;
}

function mostAlike(candidates: readonly Candidate[], properties: readonly string[]): readonly Candidate[] {
  let most = alike;
  let best: Candidate[] = [];
  for (const candidate of candidates) {
    const same = properties.filter((property) => candidate.properties.has(property)).length;
    const all = candidate.properties.size + properties.length - same;
    // of few properties, all must be the same
    const needed = all < 5 ? 1 : most;
    const rate = same / all;
    if (rate < needed) continue;
    best = rate > most ? [candidate] : [...best, candidate];
    most = Math.max(most, rate);
  }
  return best;
}
