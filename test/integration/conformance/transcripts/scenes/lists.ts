import { gears, pins, runtimeClasses, secrets } from "../subjects.ts";
import { crossed } from "../crossed.ts";
import type { Scene, Step, Subject } from "../transcript.ts";

/** Objects with a history: `{first}` and `{old}` are versions in the middle of it; the present is later than any version that has a name. */
export function historyOf(subject: Subject): Step[] {
  const { path } = subject;
  const create = (name: string, label: string, keep?: Step["keep"]): Step => ({
    method: "POST",
    path,
    body: subject.object(name, label),
    ...(keep ? { keep } : {}),
  });
  const place = (name: string) => `${path}/${(subject.object(name).metadata as { name: string }).name}`;
  const merge = { "content-type": "application/merge-patch+json" };
  const relabel = (name: string, set: string): Step => ({
    method: "PATCH",
    path: place(name),
    headers: merge,
    body: { metadata: { labels: { set } } },
  });
  return [
    create("a", "x", { first: "resourceVersion" }),
    create("b", "y"),
    create("c", "x", { old: "resourceVersion" }),
    create("d", "y"),
    create("e", "x"),
    relabel("b", "x"),
    relabel("c", "y"),
    { method: "DELETE", path: place("d") },
    { method: "PATCH", path: place("a"), headers: merge, body: subject.change },
    create("f", "z"),
  ];
}

const versions = ["", "0", "{old}", "{first}", "99999999999", "bad", "-1", "18446744073709551616"];
const matches = [undefined, "", "Exact", "NotOlderThan", "Bad"];
const tokens = [undefined, "{page}", "bad"];

/** What the real server waits for some seconds, for it may come, is asked for once in a while only. */
function isTold(query: string): boolean {
  return !query.includes("99999999999") || !/limit=-1|page|bad|Bad/.test(query);
}

const options = crossed({
  resourceVersion: [undefined, ...versions],
  resourceVersionMatch: matches,
  limit: [undefined, "2", "-1"],
  continue: tokens,
}).filter(isTold);

const selections = crossed({
  resourceVersion: [undefined, "0", "{old}"],
  limit: [undefined, "1", "2", "3"],
  labelSelector: [undefined, "set%3Dx", "set%3Dnobody", "set+in+(x,y)"],
  fieldSelector: [
    undefined,
    "metadata.name%3D{a}",
    "metadata.name!%3D{a}",
    "metadata.name%3D{a},metadata.name%3D{b}",
  ],
});

const others = [
  "watch=false&sendInitialEvents=true",
  "sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion=0",
  "sendInitialEvents=true&resourceVersionMatch=Bad&continue=bad",
  "allowWatchBookmarks=true",
  "timeoutSeconds=0",
  "timeoutSeconds=-5",
  "limit=1&limit=2",
  "limit=2&continue=",
  "limit=9223372036854775807",
  "resourceVersion={old}&resourceVersion=0",
  "resourceVersion=0&limit=2&continue={page}",
  "limit=1&continue={page}",
  "continue={page}&labelSelector=set%3Dx",
  "continue={page}&fieldSelector=metadata.name%3D{a}",
  "continue={page}&fieldSelector=metadata.namespace%3D{ns}",
  "continue=bad&fieldSelector=metadata.name%3D{a}",
  "limit=1&fieldSelector=metadata.namespace%3D{ns}",
  "fieldSelector=metadata.namespace%3Dnobody",
  "fieldSelector=metadata.uid%3Dnobody",
  "fieldSelector=spec.nodeName%3D",
  "fieldSelector=name%3Dx",
  "fieldSelector=type%3DOpaque",
  "fieldSelector=type!%3DOpaque",
  "fieldSelector=size%3D1",
  "fieldSelector=size%3D2",
  "fieldSelector=size!%3D1",
  "fieldSelector=sharp%3Dfalse",
  "fieldSelector=sharp%3D",
  "fieldSelector=steel.grade%3Dhigh",
  "fieldSelector=steel.grade%3D",
];

const accepts = [
  "application/json;as=Table;g=meta.k8s.io;v=v1",
  "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
  "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1",
  "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1beta1",
  "application/json;as=Other;g=meta.k8s.io;v=v1,application/json",
];

/** Every option of a list, with every other. */
export const lists: readonly Scene[] = [secrets, runtimeClasses, pins, gears].map((subject) => {
  const [a = "", b = ""] = ["a", "b"].map((name) => (subject.object(name).metadata as { name: string }).name);
  const get = (query: string, headers?: Step["headers"]): Step => ({
    method: "GET",
    path: `${subject.path}?${query}`.replaceAll("{a}", a).replaceAll("{b}", b),
    ...(headers ? { headers } : {}),
  });
  return {
    name: `lists of ${subject.name}`,
    record: "brief",
    ...(subject === pins ? { needs: "pins" } : {}),
    steps: [
      ...historyOf(subject),
      { ...get("limit=2"), keep: { page: "continue" } },
      ...[...options, ...selections, ...others].map((query) => get(query)),
      ...accepts.flatMap((accept) =>
        [
          "",
          "limit=2",
          "resourceVersion={old}&limit=2",
          "resourceVersion=0&limit=2",
          "labelSelector=set%3Dnobody",
        ].map((query) => get(query, { accept })),
      ),
      ...["", "{old}", "99999999999", "bad"].map((version): Step => ({
        method: "GET",
        path: `${subject.path}/${a}?resourceVersion=${version}&resourceVersionMatch=Exact`,
      })),
      ...[
        "resourceVersionMatch=Exact",
        "sendInitialEvents=true",
        "watch=true&resourceVersionMatch=Exact",
        "continue=bad",
        "limit=1&labelSelector=set%3Dx",
        "resourceVersion=bad",
        "resourceVersion=0",
        "resourceVersion={old}",
        "fieldSelector=nothing%3D1",
      ].map((query): Step => ({
        method: "DELETE",
        path: `${subject.path}?dryRun=All&${query}`,
      })),
      { method: "DELETE", path: subject.path },
    ],
  };
});
