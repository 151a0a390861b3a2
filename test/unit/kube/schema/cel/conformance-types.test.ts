import { tests as official } from "@bufbuild/cel-spec/testdata/conformance.js";
import { expect, test } from "vitest";
import { checkExpression } from "../../../../../src/kube/schema/cel/check/check.ts";
import { declareFunctions } from "../../../../../src/kube/schema/cel/check/environment.ts";
import {
  boolType,
  bytesType,
  doubleType,
  dynType,
  formatType,
  intType,
  listType,
  mapType,
  nullType,
  optionalType,
  stringType,
  type Type,
  typeOf,
  uintType,
} from "../../../../../src/kube/schema/cel/check/type.ts";
import { parse } from "../../../../../src/kube/schema/cel/parse.ts";

/* What the reference checker says of the types of the official suite. Left out, by reason: */
const leftOut: [reason: string, matches: RegExp][] = [
  [
    "messages and enums are no values of a rule",
    /TestAllTypes|google\.protobuf|proto[23]|cel\.expr|Enum|messageType/,
  ],
  ["a rule has no wrapped numbers", /wrapper|"wellKnown":"ANY"/],
  ["the API server lacks these functions", /\b(?:cel|math|base64|proto|net)\./],
  ["functions of the suite itself", /"function":|abstractType":\{"name":"(?!optional)/],
];
const files = new Set(["bindings_ext", "block_ext", "encoders_ext", "math_ext", "namespace", "plumbing"]);

interface Case {
  original: {
    name?: string;
    expr: string;
    container?: string;
    disableCheck?: boolean;
    typeEnv?: Declaration[];
  };
  type?: string;
}
interface Declaration {
  name: string;
  ident?: { type: WrittenType };
}
interface WrittenType {
  primitive?: string;
  null?: unknown;
  wellKnown?: string;
  listType?: { elemType?: WrittenType };
  mapType?: { keyType?: WrittenType; valueType?: WrittenType };
  abstractType?: { name: string; parameterTypes?: WrittenType[] };
  type?: WrittenType;
}
interface Suite {
  name: string;
  suites?: Suite[];
  tests?: Case[];
}

const functions = declareFunctions();
const cases = ((official as unknown as Suite).suites ?? [])
  .filter(({ name }) => !files.has(name))
  .flatMap((file) => casesOf(file, file.name))
  .filter(({ type, original }) => type !== undefined && !original.disableCheck && !isLeftOut(type, original));

test("there are many", () => {
  expect(cases.length).toBeGreaterThan(1_000);
});

test.each(cases)("$title: $original.expr is $type", ({ original, type }) => {
  const variables = new Map(
    (original.typeEnv ?? []).map(({ name, ident }) => [name, ident ? toType(ident.type) : dynType]),
  );
  const checked = checkExpression(parse(original.expr, { quotedFields: true }), {
    functions,
    variables,
    objects: new Map(),
  });
  expect(checked.errors).toEqual([]);
  expect(formatType(checked.type)).toBe(type);
});

function casesOf(suite: Suite, title: string): (Case & { title: string })[] {
  const own = (suite.tests ?? []).map((one) => ({ ...one, title: `${title} ${one.original.name ?? ""}` }));
  return own.concat((suite.suites ?? []).flatMap((inner) => casesOf(inner, `${title} ${inner.name}`)));
}

function isLeftOut(type: string, original: Case["original"]): boolean {
  const text = `${type} ${JSON.stringify(original)}`;
  return leftOut.some(([, pattern]) => pattern.test(text)) || Boolean(original.container);
}

function toType(written: WrittenType | undefined): Type {
  const primitives: Record<string, Type> = {
    BOOL: boolType,
    BYTES: bytesType,
    DOUBLE: doubleType,
    INT64: intType,
    STRING: stringType,
    UINT64: uintType,
  };
  if (!written) return dynType;
  const { primitive, listType: list, mapType: map, abstractType, type } = written;
  if (primitive) return primitives[primitive] ?? dynType;
  if (list) return listType(toType(list.elemType));
  if (map) return mapType(toType(map.keyType), toType(map.valueType));
  if (abstractType) return optionalType(toType(abstractType.parameterTypes?.[0]));
  if (type) return typeOf(toType(type));
  return "null" in written ? nullType : dynType;
}
