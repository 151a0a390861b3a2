import type { Dice } from "./dice.ts";
import type { Target } from "./target.ts";
import { valueFor, type Quality } from "./value.ts";

/** An object of a kind: with a name, or with one that the server is to make up. */
export function objectFor(
  dice: Dice,
  target: Target,
  options: { name?: string; generateName?: string; quality?: Quality } = {},
): Record<string, unknown> {
  const { name, generateName } = options;
  const quality = options.quality ?? (target.careless ? dice.pick(["valid", "careless"] as const) : "valid");
  const { apiVersion, kind } = target;
  const content = valueFor(dice, contentOf(target), quality) as Record<string, unknown>;
  return {
    apiVersion,
    kind,
    metadata: {
      ...(name === undefined ? {} : { name }),
      ...(generateName === undefined ? {} : { generateName }),
      ...metadataFor(dice, 0.4),
    },
    ...content,
  };
}

/** The schema without what every object has. */
export function contentOf(target: Target) {
  const {
    apiVersion: _apiVersion,
    kind: _kind,
    metadata: _metadata,
    ...properties
  } = target.schema.properties ?? {};
  return { ...target.schema, properties };
}

/** Labels and annotations, and now and then what servers set themselves. */
export function metadataFor(dice: Dice, probability: number): Record<string, unknown> {
  const metadata: Record<string, unknown> = {};
  if (dice.chance(probability))
    metadata.labels = Object.fromEntries(
      atLeastOne(dice, ["a", "tier", "example.com/x"]).map((key) => [key, dice.pick(["x", "y", ""])]),
    );
  if (dice.chance(probability / 2))
    metadata.annotations = { [dice.pick(["n1", "example.com/n2"])]: dice.pick(["one", "two", ""]) };
  if (dice.chance(probability / 8))
    metadata.finalizers = atLeastOne(dice, ["example.com/f", "example.com/g"]);
  if (dice.chance(probability / 12))
    metadata.ownerReferences = [
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        name: "owner",
        uid: dice.pick(["11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"]),
      },
    ];
  if (dice.chance(probability / 20))
    Object.assign(
      metadata,
      dice.pick<object>([
        { selfLink: "/x" },
        { generation: 7 },
        { creationTimestamp: null },
        { uid: "" },
        { labels: null },
        { managedFields: [] },
        { managedFields: null },
        { deletionTimestamp: "2024-01-01T00:00:00Z" },
        { zz: 1 },
        { labels: { "-bad": "x" } },
        { namespace: "{{ns}}" },
      ]),
    );
  return metadata;
}

/** Never none: kube-apiserver stores the empty lists and maps that an apply brings, and writes the object once more when nothing changes. */
function atLeastOne(dice: Dice, items: readonly string[]): string[] {
  const found = dice.some(items, 0.5);
  return found.length ? found : [dice.pick(items)];
}
