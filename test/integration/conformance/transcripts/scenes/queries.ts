import { configMaps, gears, widgets } from "../subjects.ts";
import { eachRow, type Scene, type Step, type Subject } from "../transcript.ts";

const values: Readonly<Record<string, readonly string[]>> = {
  dryRun: ["All", "", "Some", "All&dryRun=All", "all"],
  fieldValidation: ["Strict", "Warn", "Ignore", "", "strict", "Bad"],
  fieldManager: ["me", "", "x".repeat(129), "a%0Ab", "%C3%A9"],
  pretty: ["true", "bad"],
  timeout: ["5s", "0", "bad", "-1s", "100000h"],
  timeoutSeconds: ["5", "0", "-1", "bad", "1.5", "99999999999999999999"],
  limit: ["0", "5", "bad", "1.5"],
  resourceVersion: ["0", "", "bad", "-1"],
  allowWatchBookmarks: ["true", "bad"],
  sendInitialEvents: ["false", "bad"],
  propagationPolicy: ["Background", "Foreground", "Orphan", "", "bad"],
  gracePeriodSeconds: ["0", "-1", "bad", ""],
  orphanDependents: ["true", "false", "bad"],
  force: ["true", "false", "bad"],
  ignoreStoreReadErrorWithClusterBreakingPotential: ["false", "bad"],
  watch: ["false", "0"],
  unknown: ["1"],
  "": [""],
  DryRun: ["All"],
};

/** Every query parameter, right, wrong and where it does not belong. */
export const queries: readonly Scene[] = [configMaps, widgets, gears].map((subject) => ({
  name: `queries of ${subject.name}`,
  steps: [
    { method: "POST", path: subject.path, body: subject.object("made", "a") },
    ...Object.entries(values).flatMap(([name, texts]) =>
      eachRow(texts, (text) => withQuery(subject, `${name}=${text}`)),
    ),
    ...["%zz=1", "a=%zz", "a;b=1", "a=1;b=2", "=", "&&", "fieldSelector=%zz", "watch=%zz"].flatMap((query) =>
      withQuery(subject, query).slice(0, 2),
    ),
    { method: "DELETE", path: `${subject.path}?labelSelector=of%3D{ns}` },
  ],
}));

function withQuery(subject: Subject, query: string): Step[] {
  const object = subject.object("made", "a");
  const place = `${subject.path}/${(object.metadata as { name: string }).name}`;
  // the object stays as it is: nothing that deletes or changes is real
  const dry = query.startsWith("dryRun") ? query : `dryRun=All&${query}`;
  const merge = { "content-type": "application/merge-patch+json" };
  return [
    { method: "GET", path: `${place}?${query}` },
    { method: "GET", path: `${subject.path}?labelSelector=of%3Dnobody&${query}` },
    { method: "POST", path: `${subject.path}?${dry}`, body: { ...subject.object("more"), extra: 1 } },
    { method: "PATCH", path: `${place}?${dry}`, headers: merge, body: subject.change },
    { method: "PUT", path: `${place}?${dry}`, body: { ...object, extra: 1 } },
    { method: "DELETE", path: `${place}?${dry}` },
    { method: "DELETE", path: `${subject.path}?labelSelector=of%3Dnobody&${query}` },
  ].filter(({ method, path }) => !(method !== "GET" && /dryRun=(all)?$/.test(path)));
}
