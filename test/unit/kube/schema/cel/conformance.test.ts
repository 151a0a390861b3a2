import { tests as official } from "@bufbuild/cel-spec/testdata/conformance.js";
import { describe, expect, test } from "vitest";
import { checkExpression } from "../../../../../src/kube/schema/cel/check/check.ts";
import { declareFunctions } from "../../../../../src/kube/schema/cel/check/environment.ts";
import { evaluate } from "../../../../../src/kube/schema/cel/evaluate.ts";
import { library } from "../../../../../src/kube/schema/cel/library.ts";
import { parseCelDuration, parseTimestamp } from "../../../../../src/kube/schema/cel/library/time.ts";
import { parse } from "../../../../../src/kube/schema/cel/parse.ts";
import { CelSyntaxError } from "../../../../../src/kube/schema/cel/syntax-error.ts";
import { equalValues } from "../../../../../src/kube/schema/cel/equal-values.ts";
import {
  CelError,
  CelMap,
  CelType,
  CelUint,
  typeName,
  type Value,
} from "../../../../../src/kube/schema/cel/value.ts";

/* The official suite, evaluated without a type check; conformance-types.test.ts checks types. Left out, by reason: */
const leftOut: [reason: string, matches: RegExp][] = [
  [
    "protobuf messages are no values of a rule",
    /TestAllTypes|google\.protobuf\.(Any|Struct|Value|ListValue|Int|UInt|Bool|String|Bytes|Float|Double|Empty|FieldMask)|proto[23]|cel\.expr|NullValue|GlobalEnum|(Int32|UInt32|Int64|UInt64|Float|Double)Value\{/,
  ],
];
const leftOutFiles: Record<string, string> = {
  bindings_ext: "the API server has no cel.bind",
  block_ext: "cel.block is made by optimisers, nobody writes it",
  math_ext: "the API server has no math library for CRDs",
  encoders_ext: "the API server has no encoders library",
  network_ext: "the suite's network library is not Kubernetes' one",
  namespace: "rules have no container",
};
const formats = "the API server writes doubles, lists and maps as version 2 of the strings library does";
const leftOutTests: Record<string, string> = {
  ...Object.fromEntries(
    [
      "scientific notation formatting clause",
      "scientific notation formatting clause in a string variable",
      "default precision for scientific notation",
      "positive infinity support for scientific notation",
      "negative infinity support for scientific notation",
      "dyntype support for scientific notation",
      "positive infinity support for fixed-point",
      "negative infinity support for fixed-point",
      "NaN support for decimal",
      "positive infinity support for decimal",
      "negative infinity support for decimal",
      "list support for string",
      "map support for string",
      "map support (all key types)",
      "dyntype NaN/infinity support",
      "dyntype support for lists",
      "dyntype support for maps",
    ].map((name) => [name, formats]),
  ),
  map_null_entry_no_such_key: "the API server does not ask for errors of presence tests on scalars",
  map_present_key_invalid_field: "the API server does not ask for errors of presence tests on scalars",
  get_milliseconds: "cel-go 0.26 gives the milliseconds of the whole span",
  qualified_ident: "a rule's variables have simple names",
  map_field_select: "a rule's variables have simple names",
  qualified_identifier_resolution_unchecked: "a rule's variables have simple names",
  ident_with_longest_prefix_check: "a rule's variables have simple names",
  self_eval_qualified_lookup: "a rule's variables have simple names",
};

/** Refused before they run: the suite takes either. */
const refused = new Set([
  "indexof_ternary_invalid_arguments",
  "replace_quaternary_invalid_argument",
  "split_ternary_invalid_argument",
  "substring_ternary_invalid_argument",
]);

interface Case {
  name?: string;
  expr: string;
  bindings?: Record<string, { value: Record<string, unknown> }>;
  value?: Record<string, unknown>;
  typedResult?: { result?: Record<string, unknown> };
  evalError?: unknown;
  checkOnly?: boolean;
}
interface Suite {
  name: string;
  suites?: Suite[];
  tests?: { original: Case }[];
}

const files = ((official as unknown as Suite).suites ?? []).map((file) => ({
  name: file.name,
  cases: casesOf(file, "").filter(({ original }) => !reasonToLeaveOut(file.name, original)),
}));

for (const { name, cases } of files.filter((file) => file.cases.length > 0)) {
  describe(name, () => {
    test.each(cases)("$title: $original.expr", ({ original }) => check(original));
  });
}

test("what is left out is not the most of it", () => {
  expect(files.reduce((count, file) => count + file.cases.length, 0)).toBeGreaterThan(1_350);
});

function casesOf(suite: Suite, prefix: string): { title: string; original: Case }[] {
  const own = (suite.tests ?? []).map(({ original }) => ({
    title: `${prefix}${original.name ?? ""}`,
    original,
  }));
  return own.concat((suite.suites ?? []).flatMap((inner) => casesOf(inner, `${prefix}${inner.name} `)));
}

function reasonToLeaveOut(file: string, original: Case): string | undefined {
  const text = JSON.stringify(original);
  if (original.checkOnly || (original.typedResult && !original.typedResult.result))
    return "checks types only";
  return (
    leftOutFiles[file] ??
    leftOutTests[original.name ?? ""] ??
    leftOut.find(([, pattern]) => pattern.test(text))?.[0]
  );
}

function check(original: Case): void {
  const variables = Object.fromEntries(
    Object.entries(original.bindings ?? {}).map(([name, { value }]) => [name, toValue(value)]),
  );
  const run = () =>
    evaluate(parse(original.expr, { quotedFields: true }), {
      functions: library,
      lookup: (name) => variables[name],
    });
  if (refused.has(original.name ?? "")) {
    const scope = { functions: declareFunctions(), variables: new Map(), objects: new Map() };
    expect(checkExpression(parse(original.expr), scope).errors[0]?.message).toMatch(
      /^found no matching overload/,
    );
    return;
  }
  if (original.evalError) {
    expect(() => run()).toThrowError(
      expect.toSatisfy(
        (error: unknown) => error instanceof CelError || error instanceof CelSyntaxError,
      ) as Error,
    );
    return;
  }
  const wanted = toValue(original.value ?? original.typedResult?.result ?? { boolValue: true });
  const got = run();
  expect(typeName(got)).toBe(typeName(wanted));
  if (!Number.isNaN(wanted)) expect(equalValues(got, wanted), `got ${String(got)}`).toBe(true);
}

function toValue(form: Record<string, unknown>): Value {
  const [kind = "", inner] = Object.entries(form)[0] ?? [];
  const list = (name: string) => (inner as Record<string, Record<string, unknown>[] | undefined>)[name] ?? [];
  switch (kind) {
    case "nullValue":
      return null;
    case "int64Value":
      return BigInt(inner as string);
    case "uint64Value":
      return new CelUint(BigInt(inner as string));
    case "doubleValue":
      return Number(inner);
    case "bytesValue":
      return Uint8Array.from(Buffer.from(inner as string, "base64"));
    case "listValue":
      return list("values").map(toValue);
    case "mapValue":
      return new CelMap(
        list("entries").map(({ key, value }) => [
          toValue(key as Record<string, unknown>),
          toValue(value as Record<string, unknown>),
        ]),
      );
    case "typeValue":
      return new CelType(inner as string);
    case "objectValue": {
      const { "@type": type, value } = inner as { "@type": string; value: string };
      return type.endsWith("Timestamp") ? parseTimestamp(value) : parseCelDuration(value);
    }
    default:
      return inner as Value;
  }
}
