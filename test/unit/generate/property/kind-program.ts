import fc from "fast-check";
import type { Expected } from "./expected.ts";
import { kindDataRows, kindMarkerRows, kindTagRows, type Envelope, type KindUse } from "./kind-rows.ts";
import type { ExpectedError } from "./program.ts";

/** What is said of the kind, and where its comment stands. */
export interface KindPlan {
  readonly place: KindPlace;
  readonly uses: readonly (KindUse & { readonly row: string })[];
}

type KindPlace = "kind in place" | "kind's interface" | "kind's alias" | "kind's constant" | "kind's parent";

const allRows = [
  ...Object.entries(kindMarkerRows).map(([name, uses]) => [`+${name}`, uses] as const),
  ...Object.entries(kindDataRows),
  ...Object.entries(kindTagRows),
].flatMap(([row, uses]) => uses.map((use) => ({ ...use, row: isWrong(use) ? `${row} wrong` : row })));

/** Names of all rows, and of the places. */
export const kindRows: readonly string[] = [
  ...new Set([
    ...allRows.map(({ row }) => row),
    ...["kind in place", "kind's interface", "kind's alias", "kind's constant", "kind's parent"],
  ]),
];

/** Nothing but its names. */
export const plainKind: KindPlan = { place: "kind in place", uses: [] };

/** Mostly nothing but its names; else a few things that do not speak of the same. */
export const kindPlan: fc.Arbitrary<KindPlan> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(plainKind) },
  {
    weight: 2,
    arbitrary: fc
      .record({
        place: fc.constantFrom<KindPlace>(
          "kind's interface",
          "kind's alias",
          "kind's constant",
          "kind's parent",
        ),
        drawn: fc.shuffledSubarray(allRows, { minLength: 1, maxLength: 4 }),
      })
      .map(({ place, drawn }) => ({ place, uses: together(drawn, place) })),
  },
);

function isWrong({ errors }: KindUse): boolean {
  return errors !== undefined;
}

/** What is wrong stands alone, so that what is said of it is only about it. */
function together(drawn: KindPlan["uses"], place: KindPlace): KindPlan["uses"] {
  const [first] = drawn;
  if (!first || first.sets.includes("all")) return drawn.slice(0, 1);
  const set = new Set<string>();
  return drawn.filter((use) => {
    // what a parent is called, and says in words, is its own
    if (use.row.startsWith("@deprecated") && place === "kind's parent") return false;
    if (use.sets.some((part) => part === "all" || set.has(part))) return false;
    for (const part of use.sets) set.add(part);
    return true;
  });
}

/** Writes the kind, and what must come of it. */
export function writeKind(
  { place, uses }: KindPlan,
  { lines, errors }: { lines: string[]; errors: ExpectedError[] },
): Envelope | undefined {
  for (const use of uses) {
    if (use.top === undefined) continue;
    lines.unshift(use.top);
    put("top", [use], { errors, at: { line: 1, column: 4 } });
  }
  const status = uses.some((use) => use.status);
  const type = `CustomResource<Spec${status ? ", Status" : ""}>`;
  const comment = () => putComment(uses, { lines, errors });
  if (place !== "kind in place" && place !== "kind's constant") comment();
  if (place === "kind's parent") lines.push(`interface Base extends ${type} {}`);
  if (place === "kind's interface") lines.push(`export interface Thing extends ${type} {}`);
  if (place === "kind's parent") lines.push("export interface Thing extends Base {}");
  if (place === "kind's alias") lines.push(`export type Thing = ${type};`);
  if (place === "kind's constant") comment();
  const named = place === "kind in place" || place === "kind's constant" ? type : "Thing";
  lines.push(`export const Thing = resource<${named}>({`);
  put("constant", uses, { errors, at: { line: lines.length, column: 14 } });
  lines.push('group: "example.com",', 'version: "v1",', 'kind: "Thing",');
  for (const use of uses) {
    if (use.data === undefined) continue;
    lines.push(`${use.data},`);
    put("data", [use], { errors, at: { line: lines.length } });
  }
  lines.push("});");
  if (status) lines.push("interface Status { size?: Int32 }");
  return uses.reduce<Envelope | undefined>(
    (made, { makes }) => made && (makes ? makes(made) : made),
    envelopeOf(),
  );
}

function putComment(
  uses: KindPlan["uses"],
  { lines, errors }: { lines: string[]; errors: ExpectedError[] },
): void {
  const said = uses.filter(({ line }) => line !== undefined);
  if (said.length === 0) return;
  const plain = said.every(({ line = "" }) => line.startsWith("+"));
  if (!plain) lines.push("/**");
  for (const use of said) {
    lines.push(`${plain ? "//" : " *"} ${use.line ?? ""}`);
    put("line", [use], { errors, at: { line: lines.length, column: 4 } });
  }
  if (!plain) lines.push(" */");
}

function put(
  where: "top" | "line" | "data" | "constant",
  uses: KindPlan["uses"],
  { errors, at }: { errors: ExpectedError[]; at: { line: number; column?: number } },
): void {
  for (const { errors: said } of uses) {
    const message = said?.[where];
    if (message !== undefined) errors.push({ file: "input.ts", ...at, message });
  }
}

function envelopeOf(): Envelope {
  const version: Expected = { name: "v1", served: true, storage: true };
  return {
    names: { kind: "Thing", listKind: "ThingList", plural: "things", singular: "thing" },
    metadata: { name: "things.example.com" },
    spec: { group: "example.com", scope: "Namespaced" },
    version,
    root: { type: "object", required: ["spec"] },
    key: { type: "string" },
  };
}
