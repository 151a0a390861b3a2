import { configMaps, group, widgets } from "../subjects.ts";
import { eachRow, type Scene, type Step } from "../transcript.ts";

/** Nobody but the scene makes any. */
const secrets = { path: "/api/v1/namespaces/{ns}/secrets" };

/** Names that objects of JavaScript inherit. */
const inherited = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"];

const object = (name: string, more: object = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  ...more,
});
/** Written by hand: JavaScript's own way of writing an object cannot say __proto__. */
const textOf = (value: object, key: string) => JSON.stringify(value).replaceAll("KEY", key);

/** Keys that objects of JavaScript have anyway, everywhere where a key, a name or a parameter can be. */
function inheritedNames(): Step[] {
  const { path } = configMaps;
  const custom = (name: string, more: object) => ({
    apiVersion: widgets.apiVersion,
    kind: "Widget",
    metadata: { name },
    ...more,
  });
  const post = (place: string, body: string, note: string, query = ""): Step => ({
    method: "POST",
    path: `${place}${query}`,
    body,
    note,
  });
  return eachRow(inherited, (key) => {
    const name = `k${key.toLowerCase().replaceAll("_", "")}`;
    const at = `${path}/${name}`;
    const merge = { "content-type": "application/merge-patch+json" };
    const strategic = { "content-type": "application/strategic-merge-patch+json" };
    const apply = { "content-type": "application/apply-patch+yaml" };
    const json = { "content-type": "application/json-patch+json" };
    return [
      post(path, textOf(object(name, { data: { KEY: "a", other: "b" } }), key), `${key} in data`),
      { method: "GET", path: at },
      { method: "GET", path: at, headers: { accept: "application/yaml" } },
      post(path, textOf(object(`${name}-2`, { binaryData: { KEY: "YQ==" } }), key), `${key} in binaryData`),
      post(
        path,
        textOf(object(`${name}-2`, { KEY: "a" }), key),
        `${key} as a field`,
        "?fieldValidation=Strict",
      ),
      post(
        path,
        textOf(object(`${name}-2`, { KEY: { a: 1 } }), key),
        `${key} as a field`,
        "?fieldValidation=Warn&dryRun=All",
      ),
      post(
        path,
        textOf({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", KEY: "a" } }, key),
        `${key} in metadata`,
        "?fieldValidation=Strict",
      ),
      post(
        path,
        textOf({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", labels: { KEY: "a" } } }, key),
        `${key} as a label`,
      ),
      post(
        path,
        textOf(
          { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", annotations: { KEY: "a" } } },
          key,
        ),
        `${key} as an annotation`,
      ),
      post(
        path,
        textOf({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: key } }, key),
        `${key} as a name`,
      ),
      post(path, textOf({ apiVersion: "v1", kind: key, metadata: { name: "x" } }, key), `${key} as a kind`),
      post(
        path,
        textOf({ apiVersion: key, kind: "ConfigMap", metadata: { name: "x" } }, key),
        `${key} as an apiVersion`,
      ),
      {
        method: "PATCH",
        path: at,
        headers: merge,
        body: textOf({ data: { KEY: "c" } }, key),
        note: "merged",
      },
      {
        method: "PATCH",
        path: at,
        headers: strategic,
        body: textOf({ data: { KEY: "d" } }, key),
        note: "merged by strategy",
      },
      {
        method: "PATCH",
        path: at,
        headers: json,
        body: textOf([{ op: "replace", path: "/data/KEY", value: "e" }], key),
        note: "replaced",
      },
      {
        method: "PATCH",
        path: `${at}?fieldManager=one&force=true`,
        headers: apply,
        body: textOf(object(name, { data: { KEY: "f" } }), key),
        note: "applied",
      },
      {
        method: "PATCH",
        path: `${at}?fieldManager=two`,
        headers: apply,
        body: textOf(object(name, { data: { KEY: "g" } }), key),
        note: "applied by another",
      },
      { method: "PUT", path: at, body: textOf(object(name, { data: { KEY: "h" } }), key), note: "put" },
      {
        method: "PATCH",
        path: `${at}?fieldManager=one`,
        headers: apply,
        body: JSON.stringify(object(name)),
        note: "given up",
      },
      {
        method: "PATCH",
        path: at,
        headers: merge,
        body: textOf({ data: { KEY: null } }, key),
        note: "taken away",
      },
      { method: "GET", path: `${widgets.path}?labelSelector=${key}`, note: "selector" },
      { method: "GET", path: `${widgets.path}?labelSelector=!${key}`, note: "selector" },
      { method: "GET", path: `${widgets.path}?labelSelector=a%3D${key}`, note: "selector" },
      { method: "GET", path: `${path}?fieldSelector=${key}%3Da`, note: "selector" },
      { method: "GET", path: `${path}?fieldSelector=metadata.${key}%3Da`, note: "selector" },
      { method: "GET", path: `${path}?${key}=a&limit=1&labelSelector=nothing`, note: "parameter" },
      { method: "GET", path: `${path}/${key}` },
      { method: "DELETE", path: `${path}/${key}` },
      { method: "GET", path: `${at}/${key}` },
      { method: "GET", path: `/api/v1/namespaces/${key}` },
      { method: "GET", path: `/api/v1/namespaces/${key}/configmaps` },
      { method: "GET", path: `/api/v1/namespaces/{ns}/${key}` },
      { method: "GET", path: `/api/v1/${key}` },
      { method: "GET", path: `/api/${key}` },
      { method: "GET", path: `/apis/${key}` },
      { method: "GET", path: `/apis/${key}/v1/things` },
      { method: "GET", path: `/${key}` },
      { method: "GET", path: `/openapi/v3/${key}` },
      { method: "GET", path: `/healthz/${key}` },
      { method: "GET", path: at, headers: { accept: `application/json;as=${key};v=v1;g=meta.k8s.io` } },
      { method: "GET", path: at, headers: { accept: `application/${key}` } },
      { method: "PATCH", path: at, headers: { "content-type": `application/${key}` }, body: "{}" },
      post(
        widgets.path,
        textOf(custom(name, { spec: { size: 1, KEY: "a" } }), key),
        `${key} in a spec`,
        "?fieldValidation=Strict",
      ),
      post(
        widgets.path,
        textOf(custom(name, { spec: { size: 1, KEY: "a" }, KEY: { b: 1 } }), key),
        `${key} in a spec`,
        "?fieldValidation=Warn",
      ),
      {
        method: "PATCH",
        path: `${widgets.path}/${name}`,
        headers: merge,
        body: textOf({ KEY: { polluted: 1 }, spec: { KEY: { polluted: 1 }, size: 2 } }, key),
        note: "merged",
      },
      {
        method: "PATCH",
        path: `${widgets.path}/${name}?fieldManager=one&force=true`,
        headers: apply,
        body: textOf(custom(name, { spec: { KEY: "a", size: 3 } }), key),
        note: "applied",
      },
      ...gears(name, key),
    ];
  });
}

/** In a field that takes anything. */
function gears(name: string, key: string): Step[] {
  const path = `/apis/${group}/v1/gears`;
  const gear = (more: object) =>
    textOf({ apiVersion: `${group}/v1`, kind: "Gear", metadata: { name: `{ns}-${name}` }, ...more }, key);
  const at = `${path}/{ns}-${name}`;
  const patch = (type: string, body: string, note: string, query = ""): Step => ({
    method: "PATCH",
    path: `${at}${query}`,
    headers: { "content-type": `application/${type}` },
    body,
    note,
  });
  return [
    {
      method: "POST",
      path,
      body: gear({ free: { KEY: { a: { KEY: 1 } } }, KEY: [1] }),
      note: `${key} in a free field`,
    },
    { method: "GET", path: at },
    patch("merge-patch+json", textOf({ free: { KEY: { b: 2 } } }, key), "merged"),
    patch(
      "json-patch+json",
      textOf(
        [
          { op: "add", path: "/free/KEY/c", value: 3 },
          { op: "copy", from: "/KEY", path: "/free/d" },
        ],
        key,
      ),
      "by operations",
    ),
    patch("apply-patch+yaml", gear({ free: { KEY: { e: 4 } } }), "applied", "?fieldManager=one&force=true"),
    patch("apply-patch+yaml", gear({ free: { KEY: { e: 5 } } }), "applied by another", "?fieldManager=two"),
    patch("apply-patch+yaml", gear({}), "given up", "?fieldManager=one"),
    {
      method: "PUT",
      path: at,
      body: gear({
        metadata: { name: `{ns}-${name}`, resourceVersion: "{resourceVersion}" },
        free: { KEY: null },
      }),
      note: "put",
    },
    { method: "DELETE", path: at },
  ];
}

const selectors = [
  ...[
    "a=b=c",
    "a==",
    "=b",
    "==",
    "a in",
    "a in (",
    "a in ()",
    "a in (b",
    "a in (b,)",
    "a in (,b)",
    "a in (b))",
    "a in b",
  ],
  ...[
    "a notin (b)",
    "a notin",
    "a not in (b)",
    "a IN (b)",
    "a exists",
    "!a",
    "!!a",
    "! a",
    "!a=b",
    "a,",
    ",a",
    "a,,b",
    ",",
  ],
  ...[
    "a>1",
    "a<1",
    "a>b",
    "a>",
    "a>=1",
    "a>9223372036854775808",
    "a>-1",
    "a > 1 , a < 3",
    "a!=b",
    "a!b",
    "a=!b",
    "a=(b)",
  ],
  ...[
    "a=b;c",
    "a\u0000",
    "a=\u0000",
    "é=a",
    "a=é",
    "a=b c",
    "a b",
    " a ",
    "a\tin\n(b)",
    "(a)",
    "()",
    "a/b/c",
    "/a",
    "a/",
    "A/b=c",
  ],
  ...[
    "a".repeat(64),
    `${"a".repeat(254)}/b`,
    `a=${"b".repeat(64)}`,
    `a in (${"b,".repeat(2000)}b)`,
    `${"a=b,".repeat(2000)}a=b`,
    "(".repeat(1000),
    "!".repeat(1000),
  ],
  ...[
    "a in (a,a)",
    "in in (in)",
    "notin notin (notin)",
    "in",
    "notin=notin",
    "a in (in)",
    "a=''",
    'a="b"',
    "$(a)",
    "a=%",
    "*",
  ],
];

const fields = [
  ...[
    "metadata.name",
    "metadata.name=",
    "metadata.name==a",
    "metadata.name!=a",
    "metadata.name=a,metadata.name=b",
    "=a",
    "a=b",
  ],
  ...[
    "metadata.name in (a)",
    "metadata.name=a=b",
    "metadata.name=\\,",
    "metadata.name=\\=",
    "metadata.name=\\",
    "metadata.name=\\a",
  ],
  ...[
    "metadata.name=\u0000",
    ",",
    ",,",
    "metadata.name=a,",
    "!metadata.name",
    "metadata..name=a",
    ".metadata.name=a",
    "metadata.labels.a=b",
  ],
  ...[
    "metadata.namespace={ns}",
    "metadata.namespace=",
    "metadata.name=*",
    `metadata.name=${"a".repeat(5000)}`,
    "data.key=a",
    "spec=a",
  ],
];

/** Tokens that nobody has given out. */
const tokens = [
  ...["a", "%00", "e30", "e30=", "bnVsbA", "W10", "IiI", "{}", "null", "====", "a".repeat(10_000)],
  ...[
    '{"v":"meta.k8s.io/v1"}',
    '{"v":"meta.k8s.io/v1","rv":-1,"start":"a"}',
    '{"v":"meta.k8s.io/v1","rv":0,"start":"a"}',
    '{"v":"meta.k8s.io/v1","rv":1,"start":""}',
    '{"v":"meta.k8s.io/v1","rv":1}',
    '{"v":"meta.k8s.io/v1","rv":99999999,"start":"a"}',
    '{"v":"meta.k8s.io/v1","rv":"1","start":"a"}',
    '{"v":"meta.k8s.io/v1","rv":1.5,"start":"a"}',
    '{"v":"meta.k8s.io/v1","rv":1e30,"start":"a"}',
    '{"v":"meta.k8s.io/v1","rv":-1,"start":"../../secrets"}',
    '{"v":"meta.k8s.io/v1","rv":-1,"start":"/a"}',
    '{"v":"meta.k8s.io/v1","rv":-1,"start":"a/../b"}',
    '{"v":"meta.k8s.io/v1","rv":-1,"start":".."}',
    '{"v":"meta.k8s.io/v1","rv":-1,"start":1}',
    '{"v":"meta.k8s.io/v1","rv":-1,"start":"a\\u0000"}',
    '{"v":"meta.k8s.io/v2","rv":-1,"start":"a"}',
    '{"v":1,"rv":-1,"start":"a"}',
    '{"V":"meta.k8s.io/v1","RV":-1,"START":"a"}',
    '{"v":"meta.k8s.io/v1","rv":-1,"start":"a"} ',
    '{"v":"meta.k8s.io/v1","rv":-1,"start":"a"}x',
    '{"v":"meta.k8s.io/v1","rv":-1,"start":"a","__proto__":1}',
    "[1,2]",
    '"a"',
    "1",
  ].map((text) => Buffer.from(text).toString("base64url")),
];

const fieldsOfManagers: readonly unknown[] = [
  [],
  [{}],
  [null],
  "a",
  [{ manager: "a" }],
  [{ manager: "a", operation: "Other", apiVersion: "v1", fieldsType: "FieldsV1", fieldsV1: {} }],
  [{ manager: "a", operation: "Update" }],
  [{ manager: "a", operation: "Update", apiVersion: "v1" }],
  [{ manager: "a", operation: "Update", apiVersion: "v1", fieldsType: "FieldsV2", fieldsV1: {} }],
  [{ manager: "a", operation: "Update", apiVersion: "v1", fieldsType: "FieldsV1" }],
  [{ manager: "a", operation: "Update", apiVersion: "v1", fieldsType: "FieldsV1", fieldsV1: [] }],
  [{ manager: "a", operation: "Update", apiVersion: "v1", fieldsType: "FieldsV1", fieldsV1: "a" }],
  ...[
    { a: {} },
    { "f:data": {} },
    { "f:data": { ".": {}, "f:a": {} } },
    { "f:data": null },
    { "f:data": 1 },
    { "f:": {} },
    { "k:{}": {} },
    { 'k:{"a":1}': {} },
    { "k:": {} },
    { "k:a": {} },
    { "k:[": {} },
    { 'v:"a"': {} },
    { "v:": {} },
    { "v:a": {} },
    { "i:0": {} },
    { "i:-1": {} },
    { "i:a": {} },
    { "i:99999999999999999999": {} },
    { "x:a": {} },
    { ":": {} },
    { "": {} },
    { ".": {} },
    { ".": { a: {} } },
    { "f:a\u0000": {} },
  ].map((fieldsV1) => [
    {
      manager: "a",
      operation: "Apply",
      apiVersion: "v1",
      fieldsType: "FieldsV1",
      fieldsV1,
      time: "2026-01-01T00:00:00Z",
    },
  ]),
  [{ manager: "a".repeat(129), operation: "Update", apiVersion: "v1", fieldsType: "FieldsV1", fieldsV1: {} }],
  [{ manager: "a\u0000", operation: "Update", apiVersion: "v1", fieldsType: "FieldsV1", fieldsV1: {} }],
  [{ manager: "a", operation: "Update", apiVersion: "v0", fieldsType: "FieldsV1", fieldsV1: {} }],
  [{ manager: "a", operation: "Update", apiVersion: "a/b/c", fieldsType: "FieldsV1", fieldsV1: {} }],
  [
    {
      manager: "a",
      operation: "Update",
      apiVersion: "v1",
      fieldsType: "FieldsV1",
      fieldsV1: {},
      subresource: "nothing",
    },
  ],
  [
    {
      manager: "a",
      operation: "Update",
      apiVersion: "v1",
      fieldsType: "FieldsV1",
      fieldsV1: {},
      time: "never",
    },
  ],
];

/** Entries of managedFields that no server has written. */
function managers(): Step[] {
  return eachRow(fieldsOfManagers, (managedFields) => {
    const body = { ...object("managed", { data: { a: "b" } }), metadata: { name: "managed", managedFields } };
    const note = JSON.stringify(managedFields).slice(0, 200);
    return [
      { method: "POST", path: `${configMaps.path}?dryRun=All`, body, note },
      { method: "PUT", path: `${configMaps.path}/managed?dryRun=All`, body, note },
    ];
  });
}

/** Requests with hostile parameters, names and tokens. */
export const hardRequests: readonly Scene[] = [
  { name: "inherited names", steps: inheritedNames() },
  {
    name: "hard selectors",
    steps: [secrets, widgets].flatMap(({ path }) => [
      ...selectors.map((text) => ({
        method: "GET",
        path: `${path}?labelSelector=${encodeURIComponent(text)}`,
      })),
      ...fields.map((text) => ({
        method: "GET",
        path: `${path}?fieldSelector=${encodeURIComponent(text).replaceAll("%7Bns%7D", "{ns}")}`,
      })),
    ]),
  },
  {
    name: "tokens made by hand",
    steps: [secrets, widgets].flatMap(({ path }) =>
      eachRow(tokens, (token) => [
        { method: "GET", path: `${path}?continue=${token}` },
        { method: "GET", path: `${path}?continue=${token}&limit=1&resourceVersion=1` },
      ]),
    ),
  },
  {
    name: "managers made by hand",
    steps: [
      { method: "POST", path: configMaps.path, body: object("managed", { data: { a: "b" } }) },
      ...managers(),
    ],
  },
];
