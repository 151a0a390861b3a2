import type { CallNode, Expression } from "../ast.ts";
import type { CheckError } from "./check-context.ts";
import type { Checked } from "./check.ts";
import { errorType, type Type, type TypeKind } from "./type.ts";

const anyText: readonly TypeKind[] = [
  "list",
  "map",
  "int",
  "uint",
  "double",
  "bool",
  "string",
  "timestamp",
  "bytes",
  "duration",
  "type",
  "null",
];

/** What a clause of a format takes, and what the server says of anything else. */
const clauses: Readonly<Record<string, { kinds: readonly TypeKind[]; refusal: string }>> = {
  s: {
    kinds: anyText,
    refusal:
      "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps",
  },
  d: { kinds: ["int", "uint"], refusal: "decimal clause can only be used on integers" },
  f: { kinds: ["double", "string"], refusal: "fixed-point clause can only be used on doubles" },
  e: { kinds: ["double", "string"], refusal: "scientific clause can only be used on doubles" },
  b: { kinds: ["int", "uint", "bool"], refusal: "only integers and bools can be formatted as binary" },
  o: { kinds: ["int", "uint"], refusal: "octal clause can only be used on integers" },
  x: {
    kinds: ["int", "uint", "string", "bytes"],
    refusal: "only integers, byte buffers, and strings can be formatted as hex",
  },
};

/** Checks `"…".format([…])` where both are literals: cel-go's ext/formatting.go, stringFormatValidator. */
export function checkFormat(call: CallNode, checked: Checked): CheckError[] {
  const { target, args } = call;
  const [list] = args;
  if (call.name !== "format" || target?.kind !== "literal" || typeof target.value !== "string") return [];
  if (list?.kind !== "list") return [];
  const items = list.items.map((item) => item.value);
  const wrong = (message: string, at: Expression = call) => [{ offset: at.offset, message }];
  let next = 0;
  for (const [clause, , verb] of target.value.matchAll(/%(\.\d*)?([^]?)/g)) {
    if (clause === "%%") continue;
    if (verb === "") return wrong(clause === "%" ? "unexpected end of string" : endOfPrecision);
    if (clause.startsWith("%.") && !/\d/.test(clause)) return wrong(noPrecision);
    const item = items[next];
    if (!item) return wrong(`index ${next} out of range`);
    next++;
    const rule = Object.hasOwn(clauses, verb?.toLowerCase() ?? "") && clauseOf(verb ?? "");
    if (!rule) return wrong(`could not parse formatting clause: unrecognized formatting clause "${verb}"`);
    const odd = misfit(item, rule.kinds, checked);
    if (odd)
      return wrong(
        `error during formatting: ${rule.refusal}, was given ${typeName(typeOf(odd, checked))}`,
        odd,
      );
  }
  return items.length > next
    ? wrong(`too many arguments supplied to string.format (expected ${next}, got ${items.length})`)
    : [];
}

const endOfPrecision =
  "could not parse formatting clause: error while parsing precision: could not find end of precision specifier";
const noPrecision =
  'could not parse formatting clause: error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing "": invalid syntax';

function clauseOf(verb: string): (typeof clauses)[string] | undefined {
  return verb === "X" ? clauses["x"] : clauses[verb];
}

/** The part of an argument that a clause cannot take; in the literals of a list or map every element counts. */
function misfit(item: Expression, kinds: readonly TypeKind[], checked: Checked): Expression | undefined {
  const { kind } = typeOf(item, checked);
  if (kind !== "dyn" && !kinds.includes(kind)) return item;
  if (kinds !== anyText) return undefined;
  const inner =
    item.kind === "list"
      ? item.items.map(({ value }) => value)
      : item.kind === "map"
        ? item.entries.flatMap((entry) => [entry.key, entry.value])
        : [];
  for (const part of inner) {
    const odd = misfit(part, kinds, checked);
    if (odd) return odd;
  }
  return undefined;
}

function typeOf(expression: Expression, { types }: Checked): Type {
  return types.get(expression.id) ?? errorType;
}

/** The name a type has at run time. */
function typeName(type: Type): string {
  if (type.kind === "null") return "null_type";
  if (type.kind === "timestamp") return "google.protobuf.Timestamp";
  return type.kind === "duration" ? "google.protobuf.Duration" : type.name;
}
