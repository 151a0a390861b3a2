import { crossed } from "../crossed.ts";
import { gears, pins, runtimeClasses, secrets } from "../subjects.ts";
import type { Scene, Step } from "../transcript.ts";
import { historyOf } from "./lists.ts";

const options = crossed({
  resourceVersion: [undefined, "0", "{old}", "{first}", "99999999999", "bad", "18446744073709551616"],
  sendInitialEvents: [undefined, "true", "false"],
  resourceVersionMatch: [undefined, "NotOlderThan", "Exact", "Bad"],
  allowWatchBookmarks: [undefined, "true"],
}).filter(isTold);

/** The same mistakes are told whatever the version is. */
function isTold(query: string): boolean {
  return /Version=(0|\{old\})/.test(query) || !/Exact|Bad/.test(query);
}

const selections = crossed({
  resourceVersion: [undefined, "{old}", "{first}"],
  labelSelector: [undefined, "set%3Dx", "set%3Dy", "set!%3Dx"],
  fieldSelector: [undefined, "metadata.name%3D{c}", "metadata.name!%3D{c}"],
});

const others = [
  "limit=1",
  "continue=bad",
  "continue=bad&resourceVersion={old}",
  "continue=bad&resourceVersion={old}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan",
  "continue=bad&sendInitialEvents=true",
  "resourceVersionMatch=Bad&continue=bad",
  "fieldSelector=nothing%3D1",
  "fieldSelector=type%3DOpaque",
  "fieldSelector=size%3D1&resourceVersion={first}",
  "fieldSelector=size!%3D1&resourceVersion={first}",
  "fieldSelector=metadata.namespace%3D{ns}&resourceVersion={old}",
  "fieldSelector=metadata.namespace%3Dnobody&resourceVersion={old}",
  "labelSelector=a%3D%3D%3Db",
  "timeoutSeconds=bad",
];

const accepts = [
  "application/json;as=Table;g=meta.k8s.io;v=v1",
  "application/json;as=Table;g=meta.k8s.io;v=v1beta1",
  "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1",
  "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1beta1",
  "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
  "application/json;as=Other;g=meta.k8s.io;v=v1,application/json",
  "application/json;stream=watch",
];

/** Every option of a watch, with every other. */
export const watches: readonly Scene[] = [secrets, runtimeClasses, pins, gears].map((subject) => {
  const nameOf = (name: string) => (subject.object(name).metadata as { name: string }).name;
  const get = (path: string, query: string, headers?: Step["headers"]): Step => ({
    method: "GET",
    path: `${path}?${query}`.replaceAll("{c}", nameOf("c")),
    together: true,
    ...(headers ? { headers } : {}),
  });
  const second = "timeoutSeconds=1";
  const watch = (query: string, headers?: Step["headers"]) =>
    get(subject.path, `watch=true&${query.includes("timeoutS") ? query : `${query}&${second}`}`, headers);
  const byPath = subject.path.replace("/v1/", "/v1/watch/");
  const initial = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
  return {
    name: `watches of ${subject.name}`,
    record: "brief",
    ...(subject === pins ? { needs: "pins" } : {}),
    steps: [
      ...historyOf(subject),
      ...[...options, ...selections, ...others].map((query) => watch(query)),
      ...accepts.flatMap((accept) =>
        ["resourceVersion={old}", initial].map((query) => watch(query, { accept })),
      ),
      ...["true", "1", "yes", "", "false", "0", "TRUE"].flatMap((value) => [
        get(subject.path, `watch=${value}&resourceVersion={old}&${second}&labelSelector=set%3Dx`),
        get(`${subject.path}/${nameOf("c")}`, `watch=${value}&resourceVersion={old}&${second}`),
      ]),
      ...[
        "",
        "resourceVersion={old}",
        "resourceVersion=0&allowWatchBookmarks=true",
        "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=0",
        "watch=true&allowWatchBookmarks=true",
        `watch=1&${initial}`,
        "resourceVersionMatch=Exact&resourceVersion={old}",
        "watch=false&resourceVersion={old}",
      ].flatMap((query) => [
        get(byPath, `${query}&${second}`),
        get(`${byPath}/${nameOf("c")}`, `${query}&${second}`),
      ]),
      ...[
        "metadata.name%3D{c}",
        "metadata.name%3D{c},metadata.namespace%3D{ns}",
        "metadata.name%3Dother",
        "metadata.name!%3Dother",
        "metadata.namespace%3D{ns}",
      ].map((selector) =>
        get(`${byPath}/${nameOf("c")}`, `fieldSelector=${selector}&resourceVersion={old}&${second}`),
      ),
      { method: "DELETE", path: subject.path },
    ],
  };
});
