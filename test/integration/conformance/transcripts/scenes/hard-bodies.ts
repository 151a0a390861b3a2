import { configMaps, gears } from "../subjects.ts";
import type { Scene, Step, Subject } from "../transcript.ts";

/** Bytes that are no UTF-8, and characters that JSON does not take, as values. */
const bytes: Readonly<Record<string, readonly number[]>> = {
  "a byte alone": [0x22, 0xff, 0x22],
  "an overlong NUL": [0x22, 0xc0, 0x80, 0x22],
  "a surrogate in UTF-8": [0x22, 0xed, 0xa0, 0x80, 0x22],
  "half a character": [0x22, 0xe2, 0x82, 0x22],
  "half a long character": [0x22, 0xf0, 0x9f, 0x98, 0x22],
  "a character beyond the last": [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22],
  "a byte outside of a text": [0xff],
  "a NUL in a text": [0x22, 0x00, 0x22],
  "a NUL outside of a text": [0x00],
  "a BOM": [0xef, 0xbb, 0xbf, 0x31],
  "a tab in a text": [0x22, 0x09, 0x22],
  "a line end in a text": [0x22, 0x0a, 0x22],
  "a DEL in a text": [0x22, 0x7f, 0x22],
  "a no-break space": [0xc2, 0xa0, 0x31],
};

/** Texts that stand where a value of JSON should. */
const values: readonly string[] = [
  ...[
    "1e400",
    "-1e400",
    "1e-400",
    "-0",
    "-0.0",
    "0.0",
    "1.0",
    "1.5",
    "1e2",
    "1E+2",
    "12e-1",
    "1e21",
    "1e-7",
    "1e15",
    "1e17",
    "1e19",
    "1234567.5",
    "0.00001",
  ],
  ...["01", "+1", ".5", "5.", "-", "1e", "1e+", "0x10", "1_000", "NaN", "Infinity", "1-1", "1.2.3"],
  ...["tru", "trUe", "True", "nul", "NULL", "falsee", "nulll", "'a'", "`a`", "a", "$", "\\"],
  ...['"\\ud800"', '"\\udc00\\ud800"', '"\\ud83d\\ude00"', '"\\u0000"', '"\\x41"', '"\\u12"', '"\\u12zz"'],
  ...['"\\', '"', '"a', '"a"b', '"a" "b"', "", " ", "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[1 2]"],
  ...["[1}", "[[]", '{"a"', '{"a":', '{"a":}', '{"a":1', '{"a":1,', '{"a":1,}', '{,"a":1}', '{"a" 1}'],
  ...["{a:1}", "{1:1}", "{'a':1}", "{null:1}", '{"a":1 "b":2}', '{"a":1]', '{"a":1,"a":2}', '{"":1}'],
  ...[
    '{"\\u0061":1,"a":2}',
    '{"a\\ud800":1}',
    "/* c */1",
    "1/* c */",
    "// c\n1",
    "1 // c",
    "#c\n1",
    "1,",
    ",1",
  ],
  ...[":1", "1:1", "<a/>", "\u2028", "\u3042", "null", "true", "[]", "{}", '""', "[null]", "[[]]", "[{}]"],
  ...['{"a":null}', '{"a":[]}', '{"a":{"b":null}}'],
];

/** Where a value stands in a body. */
function placesOf({ apiVersion, kind, custom }: Subject): Record<string, string> {
  const head = `"apiVersion":"${apiVersion}","kind":"${kind}"`;
  const name = '"name":"{ns}-hard"';
  const metadata = `"metadata":{${name}}`;
  return {
    "the body": "VALUE",
    "what follows the body": `{${head},${metadata}}VALUE`,
    "its first field": `{"first":VALUE,${head},${metadata}}`,
    ...(custom
      ? {
          teeth: `{${head},${metadata},"teeth":VALUE}`,
          "what is in a free field": `{${head},${metadata},"free":{"a":VALUE}}`,
        }
      : {
          data: `{${head},${metadata},"data":VALUE}`,
          "a value of the data": `{${head},${metadata},"data":{"a":VALUE}}`,
        }),
    metadata: `{${head},"metadata":VALUE}`,
    "a label": `{${head},"metadata":{${name},"labels":{"a":VALUE}}}`,
    kind: `{"apiVersion":"${apiVersion}",${metadata},"kind":VALUE}`,
  };
}

function bodiesOf(subject: Subject): Step[] {
  return Object.entries(placesOf(subject)).flatMap(([place, text]) => {
    const [before = "", after = ""] = text.split("VALUE");
    const post = (what: string, value: string | Buffer): Step => ({
      method: "POST",
      path: `${subject.path}?dryRun=All`,
      body: Buffer.isBuffer(value)
        ? Buffer.concat([Buffer.from(before), value, Buffer.from(after)])
        : `${before}${value}${after}`,
      note: `${what} for ${place}`,
    });
    return [
      ...values.map((value) => post(JSON.stringify(value), value)),
      ...Object.entries(bytes).map(([name, value]) => post(name, Buffer.from(value))),
    ];
  });
}

/** Patches whose text has a mistake, and those that say too much. */
function patchesOf(subject: Subject): Step[] {
  const [field, inner] = subject.custom ? ["teeth", "free"] : ["data", "data"];
  const object = subject.object("patched");
  const path = `${subject.path}/${(object.metadata as { name: string }).name}?dryRun=All`;
  const patch = (type: string, note: string, body: string | Buffer): Step => ({
    method: "PATCH",
    path: type === "apply" ? `${path}&fieldManager=hard` : path,
    headers: { "content-type": types[type] ?? "" },
    body,
    note: `${type}: ${note}`,
  });
  const head = `"apiVersion":"${subject.apiVersion}","kind":"${subject.kind}","metadata":{"name":"patched"}`;
  const merges = subject.custom ? ["merge"] : ["merge", "strategic"];
  return [
    { method: "POST", path: subject.path, body: object },
    ...values.flatMap((value) => [
      ...merges
        // how a value of the wrong type is told of is a matter of another reader
        .filter((type) => type === "merge" || !(isJson(value) || value.includes("\\u")))
        .flatMap((type) => [
          patch(type, JSON.stringify(value), value),
          patch(type, `${JSON.stringify(value)} for ${field}`, `{"${field}":${value}}`),
          patch(type, `${JSON.stringify(value)} in ${inner}`, `{"${inner}":{"a":${value}}}`),
        ]),
      patch("json", JSON.stringify(value), value),
      patch("json", `${JSON.stringify(value)} for an operation`, `[${value}]`),
      patch("json", `${JSON.stringify(value)} for op`, `[{"op":${value},"path":"/x","value":1}]`),
      patch("json", `${JSON.stringify(value)} for path`, `[{"op":"add","path":${value},"value":1}]`),
      patch(
        "json",
        `${JSON.stringify(value)} for value`,
        `[{"op":"add","path":"/${inner}","value":{"a":${value}}}]`,
      ),
      // what is no JSON may be YAML
      ...(isJson(value)
        ? [
            patch("apply", JSON.stringify(value), value),
            patch("apply", `${JSON.stringify(value)} for ${field}`, `{${head},"${field}":${value}}`),
          ]
        : []),
    ]),
    ...operations(inner).map(([note, body]) => patch("json", note, JSON.stringify(body))),
  ];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return !text.includes("\\u");
  } catch {
    return false;
  }
}

const types: Readonly<Record<string, string>> = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

const hostileKeys = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"];

/** Operations at places that are none, and those that make a document grow. */
function operations(inner: string): [string, unknown][] {
  const doubled = Array.from({ length: 40 }, (_, index) => ({
    op: "copy",
    from: `/metadata/annotations/a${index ? index - 1 : ""}`,
    path: `/metadata/annotations/a${index}`,
  }));
  const text = "a".repeat(1000);
  return [
    ...hostileKeys.flatMap((key): [string, unknown][] => [
      [`add ${key}`, [{ op: "add", path: `/${key}`, value: "a" }]],
      [
        `add ${inner}/${key}`,
        [
          { op: "add", path: `/${inner}`, value: {} },
          { op: "add", path: `/${inner}/${key}`, value: "a" },
        ],
      ],
      [`add ${key}/a`, [{ op: "add", path: `/${key}/a`, value: "a" }]],
      [`remove ${key}`, [{ op: "remove", path: `/${key}` }]],
      [`copy ${key}`, [{ op: "copy", from: `/${key}`, path: `/${inner}` }]],
      [`test ${key}`, [{ op: "test", path: `/${key}`, value: {} }]],
      [`test ${key} for null`, [{ op: "test", path: `/${key}`, value: null }]],
    ]),
    ["a text copied often", [{ op: "add", path: "/metadata/annotations", value: { a: text } }, ...doubled]],
    [
      "an object copied into itself",
      [
        { op: "add", path: `/${inner}`, value: { a: "b" } },
        ...Array.from({ length: 12 }, (_, index) => ({
          op: "copy",
          from: `/${inner}`,
          path: `/${inner}/c${index}`,
        })),
      ],
    ],
    ["an object moved into itself", [{ op: "move", from: "/metadata", path: "/metadata/labels" }]],
    ["~ in a path", [{ op: "add", path: "/metadata/labels/a~1b", value: "c" }]],
    ["~2 in a path", [{ op: "add", path: "/metadata/labels/a~2b", value: "c" }]],
    ["~ at the end", [{ op: "add", path: "/metadata/labels/a~", value: "c" }]],
    ["a long path", [{ op: "add", path: "/a".repeat(5000), value: "c" }]],
    ["no slash", [{ op: "add", path: "a", value: "c" }]],
    ["two slashes", [{ op: "add", path: "//a", value: "c" }]],
    ["a huge index", [{ op: "add", path: "/metadata/finalizers/99999999999999999999", value: "c" }]],
    [
      "too many operations",
      Array.from({ length: 10_001 }, () => ({ op: "test", path: "/kind", value: "x" })),
    ],
  ];
}

/** Bodies of JSON with mistakes and oddities of every sort, at every place. */
export const hardBodies: readonly Scene[] = [configMaps, gears].flatMap((subject) => [
  { name: `hard bodies of ${subject.name}`, steps: bodiesOf(subject) },
  { name: `hard patches of ${subject.name}`, steps: patchesOf(subject) },
]);
