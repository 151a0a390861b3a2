import { envelope, message } from "../../../../unit/sandbox/http/protobuf/message.ts";
import { configMaps, subjects, widgets } from "../subjects.ts";
import { eachRow, type Scene, type Step, type Subject } from "../transcript.ts";

const bodyTypes = [
  "application/json",
  "application/json; charset=utf-8",
  "application/JSON",
  "application/yaml",
  "application/yaml; charset=utf-8",
  "application/x-yaml",
  "text/yaml",
  "text/plain",
  "text/html",
  "application/xml",
  "application/x-www-form-urlencoded",
  "application/octet-stream",
  "multipart/form-data",
  "application/vnd.kubernetes.protobuf",
  "application/cbor",
  "application/merge-patch+json",
  "application/json;stream=watch",
  "*/*",
  "garbage",
  "application/",
  "",
];

/** Plain texts that may be something else in YAML. */
const scalars = [
  ...[
    "yes",
    "on",
    "y",
    "Off",
    "TRUE",
    "tRUE",
    "~",
    "null",
    "010",
    "0o10",
    "0x1F",
    "0b11",
    "1_000",
    "+5",
    "-0",
  ],
  ...[
    ".5",
    "5.",
    "1e3",
    ".inf",
    ".NaN",
    "1:30",
    "2020-01-01",
    "0x",
    "08",
    "!!str 5",
    "'5'",
    "=",
    "<<",
    "a#b",
  ],
];

const patchTypes = [
  "application/json-patch+json",
  "application/json-patch+json; charset=utf-8",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/apply-patch+yaml",
  "application/apply-patch+cbor",
  "application/json",
  "application/yaml",
  "application/vnd.kubernetes.protobuf",
  "text/plain",
  "garbage",
  "",
];

const accepts = [
  "",
  "*/*",
  "application/*",
  "application/json",
  "application/json;charset=utf-8",
  "application/json, text/plain",
  "application/yaml",
  "application/x-yaml",
  "text/yaml",
  "text/plain",
  "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "application/xml",
  "application/cbor",
  "garbage",
  "application/json;q=0.1,application/yaml;q=0.9",
  "application/yaml;q=0,application/json",
  "text/plain,application/yaml",
  "application/json;pretty=1",
  "application/json;stream=watch",
  "application/json;as=Table;v=v1;g=meta.k8s.io",
  "application/json;as=Table;v=v1beta1;g=meta.k8s.io",
  "application/json;as=Table;v=v2;g=meta.k8s.io",
  "application/json;as=Table;g=meta.k8s.io",
  "application/json;as=Table",
  "application/json;as=Table;v=v1;g=other",
  "application/json;as=Table;v=v2;g=meta.k8s.io,application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
  "application/json;as=Table;v=v9;g=meta.k8s.io,application/json",
  "application/yaml;as=Table;v=v1;g=meta.k8s.io",
  "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
  "application/json;as=PartialObjectMetadata;v=v1beta1;g=meta.k8s.io",
  "application/yaml;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
  "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
  "application/json;as=PartialObjectMetadataList;v=v1beta1;g=meta.k8s.io",
  "application/json;as=Unknown;v=v1;g=meta.k8s.io",
  "application/json;as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io",
];

/** Every media type that a body may be said to be of, with every verb that has a body; every kind of answer asked for. */
export const contentTypes: readonly Scene[] = subjects.flatMap((subject) => [
  { name: `bodies of ${subject.name}`, steps: bodies(subject) },
  { name: `answers of ${subject.name}`, steps: answers(subject) },
]);

function bodies(subject: Subject): Step[] {
  const object = subject.object("made", "a");
  const place = `${subject.path}/${(object.metadata as { name: string }).name}`;
  const text = JSON.stringify(object);
  return [
    { method: "POST", path: subject.path, body: object },
    ...eachRow(typesOf(subject), (type) => [
      {
        method: "POST",
        path: `${subject.path}?dryRun=All`,
        headers: { "content-type": type },
        body: text.replaceAll('made"', 'more"'),
      },
      { method: "PUT", path: `${place}?dryRun=All`, headers: { "content-type": type }, body: text },
    ]),
    ...eachRow(patchTypes, (type) => ({
      method: "PATCH",
      path: `${place}?dryRun=All`,
      headers: { "content-type": type },
      body: JSON.stringify(type.includes("json-patch") ? subject.operations : subject.change),
    })),
    ...eachRow(typesOf(subject), (type) => ({
      method: "DELETE",
      path: `${place}?dryRun=All`,
      headers: { "content-type": type },
      body: '{"apiVersion":"v1","kind":"DeleteOptions"}',
    })),
    ...(subject === configMaps || subject === widgets ? yaml(subject) : []),
    ...(subject === configMaps ? protobuf(subject) : []),
    { method: "DELETE", path: place },
  ];
}

/** The real server takes protobuf of custom resources for something that it can read, and hangs up. */
function typesOf({ custom }: Subject): string[] {
  return bodyTypes.filter((type) => !custom || !type.includes("protobuf"));
}

function yaml(subject: Subject): Step[] {
  const { apiVersion, kind } = subject;
  const head = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: plain`;
  const texts: Record<string, string> = {
    "only a head": `${head}\n`,
    "two documents": `${head}\n---\n${head}\n`,
    "a document after a separator": `---\n${head}\n`,
    "a key twice": `${head}\n  name: plain\n`,
    "a tab": `apiVersion: ${apiVersion}\n\tkind: ${kind}\n`,
    "an anchor": `${head}\n  labels: &x {a: b}\n  annotations: *x\n`,
    "a missing anchor": `${head}\n  labels: *nothing\n`,
    "a number for a label": `${head}\n  labels: {a: 1}\n`,
    "a no for a label": `${head}\n  labels: {a: no}\n`,
    ...Object.fromEntries(
      scalars.map((scalar) => [`${scalar} for a label`, `${head}\n  labels: {a: ${scalar}}\n`]),
    ),
    "a list": "- a\n- b\n",
    "a text": "just a text\n",
    "an open quote": `${head}\n  labels: {a: "b}\n`,
    "an empty text": "",
    "a comment": "# nothing\n",
    null: "null\n",
  };
  return Object.entries(texts).map(([note, body]) => ({
    method: "POST",
    path: `${subject.path}?dryRun=All`,
    headers: { "content-type": "application/yaml" },
    body,
    note,
  }));
}

function protobuf(subject: Subject): Step[] {
  const good = envelope(
    "v1",
    "ConfigMap",
    message([1, message([1, "proto"])], [2, message([1, "k"], [2, "v"])]),
  );
  const bodies: Record<string, Buffer> = {
    good,
    "cut short": good.subarray(0, good.length - 3),
    "without its magic": good.subarray(4),
    "only its magic": good.subarray(0, 4),
    empty: Buffer.alloc(0),
    "of another kind": envelope("v1", "Secret", message([1, message([1, "proto"])])),
    "of an unknown kind": envelope("v1", "Nothing", message([1, message([1, "proto"])])),
    "of no kind": envelope("", "", message([1, message([1, "proto"])])),
    garbage: Buffer.concat([good.subarray(0, 4), Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff])]),
  };
  return Object.entries(bodies).map(([note, body]) => ({
    method: "POST",
    path: `${subject.path}?dryRun=All`,
    headers: { "content-type": "application/vnd.kubernetes.protobuf" },
    body,
    note: `protobuf, ${note}`,
  }));
}

function answers(subject: Subject): Step[] {
  const object = subject.object("made", "a");
  const place = `${subject.path}/${(object.metadata as { name: string }).name}`;
  const list = `${subject.path}?labelSelector=of%3D{ns}`;
  const table = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
  return [
    { method: "POST", path: subject.path, body: object },
    ...eachRow(accepts, (accept) => [
      { method: "GET", path: place, headers: { accept } },
      { method: "GET", path: list, headers: { accept } },
      { method: "GET", path: `${subject.path}/missing`, headers: { accept } },
    ]),
    ...eachRow(accepts.slice(0, 12), (accept) => [
      {
        method: "POST",
        path: `${subject.path}?dryRun=All`,
        headers: { accept },
        body: subject.object("other"),
      },
      { method: "DELETE", path: `${place}?dryRun=All`, headers: { accept } },
    ]),
    ...eachRow(["None", "Metadata", "Object", "", "Bad", "none"], (include) => ({
      method: "GET",
      path: `${list}&includeObject=${include}`,
      headers: table,
    })),
    ...eachRow(["true", "1", "false", "0", "", "maybe"], (pretty) => ({
      method: "GET",
      path: `${list}&pretty=${pretty}`,
      note: "pretty",
    })),
    { method: "GET", path: list, headers: { "user-agent": "curl/8.0" } },
    { method: "GET", path: list, headers: { "user-agent": "Mozilla/5.0" } },
    { method: "GET", path: list, headers: { "accept-encoding": "gzip" } },
    { method: "POST", path: `${subject.path}?dryRun=All`, headers: table, body: subject.object("table") },
    { method: "DELETE", path: place, headers: table },
  ];
}
