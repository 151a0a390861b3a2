import { deployments, subjects } from "../subjects.ts";
import type { Scene, Step, Subject } from "../transcript.ts";

/** Every verb on every kind, with what goes wrong with each. */
export const verbs: readonly Scene[] = [...subjects, deployments].map((subject) => ({
  name: `verbs of ${subject.name}`,
  steps: [
    ...creates(subject),
    ...reads(subject),
    ...updates(subject),
    ...patches(subject),
    ...applies(subject),
    ...(subject.status ? statuses(subject) : []),
    ...(subject.scalable ? scales(subject) : []),
    // controllers of the real server write Deployments when they like
    ...(subject === deployments ? [] : watches(subject)),
    ...deletes(subject),
  ],
}));

function nameOf(subject: Subject, name: string): string {
  return (subject.object(name).metadata as { name: string }).name;
}

function at(subject: Subject, name: string): string {
  return `${subject.path}/${nameOf(subject, name)}`;
}

function creates(subject: Subject): Step[] {
  const { path } = subject;
  const first = subject.object("first", "a");
  const post = (body: Step["body"], note: string, query = ""): Step => ({
    method: "POST",
    path: `${path}${query}`,
    ...(body === undefined ? {} : { body }),
    note,
  });
  return [
    post(first, "an object"),
    post(first, "the same again"),
    post(subject.object("second", "b"), "another"),
    post({ ...first, metadata: {} }, "without a name"),
    post({ ...first, metadata: { generateName: "Bad_" } }, "with a bad generateName"),
    post({ ...first, metadata: { name: "Not Valid" } }, "with a bad name"),
    post(
      { ...first, metadata: { name: "other", namespace: "elsewhere" } },
      "of another namespace",
      "?dryRun=All",
    ),
    post({ ...first, metadata: { name: "x", resourceVersion: "5" } }, "with a version"),
    post({ ...first, metadata: { name: "x", labels: { ok: "not ok!" } } }, "with bad labels"),
    post({ ...first, metadata: { name: "x", annotations: { "a b": "c" } } }, "with a bad annotation"),
    post({ ...first, metadata: { name: "x", finalizers: ["nodomain", "a/b/c"] } }, "with bad finalizers"),
    post({ ...first, metadata: { name: "x", ownerReferences: [{ kind: "A" }] } }, "with a bad owner"),
    post({ ...first, metadata: { name: "x", uid: "mine" } }, "with a uid", "?dryRun=All"),
    post({ ...first, metadata: "x" }, "with a text for metadata"),
    post({ ...first, metadata: null }, "with null for metadata"),
    post({ ...first, metadata: { name: 5 } }, "with a number for a name"),
    post({ ...first, metadata: { name: "x", labels: { a: 1 } } }, "with a number for a label"),
    post({ ...first, metadata: { name: "x", creationTimestamp: "yesterday" } }, "with a bad time"),
    post({ ...first, kind: "Other" }, "of another kind"),
    post({ ...first, apiVersion: "other.example.com/v1" }, "of another group"),
    post({ ...first, apiVersion: undefined }, "without apiVersion", "?dryRun=All"),
    post({ ...first, kind: undefined }, "without kind", "?dryRun=All"),
    post({}, "nothing in it"),
    post("[]", "a list"),
    post("null", "null"),
    post('"text"', "a text"),
    post("5", "a number"),
    post("", "an empty body"),
    post("{", "half an object"),
    post('{"a":1}}', "too much"),
    post("{'a':1}", "wrong quotes"),
    post(undefined, "no body at all"),
    post({ ...first, unknown: 1, metadata: { name: "x", extra: 2 } }, "with unknown fields", "?dryRun=All"),
    { method: "POST", path: `${at(subject, "first")}`, body: first, note: "to an object" },
  ];
}

function reads(subject: Subject): Step[] {
  const { path } = subject;
  const get = (suffix: string, method = "GET"): Step => ({ method, path: `${path}${suffix}` });
  const first = at(subject, "first").slice(path.length);
  return [
    get(first),
    get(first, "HEAD"),
    get("/missing"),
    get("/missing", "HEAD"),
    get("/Bad_Name"),
    get(`/${"x".repeat(300)}`),
    get(`${first}/nothing`),
    get(`${first}/nothing/deeper`),
    get(`?limit=500&labelSelector=of%3D{ns}`),
    get(`?limit=500&labelSelector=of%3D{ns}`, "HEAD"),
    get("?labelSelector=set%3Da,of%3Dnobody"),
    get("?labelSelector=a%3D%3D%3Db"),
    get("?labelSelector=a+in+(b"),
    get("?labelSelector=%21"),
    get("?fieldSelector=metadata.name%3Dnobody"),
    get("?fieldSelector=spec.unknown%3Da"),
    get("?fieldSelector=metadata.name"),
    get(`?limit=1&labelSelector=of%3D{ns}`),
    get(`?limit=1&continue={continue}&labelSelector=of%3D{ns}`),
    get("?limit=1&continue=garbage"),
    get("?limit=x"),
    get("?limit=-1&labelSelector=of%3Dnobody"),
    get("?resourceVersion=0&labelSelector=of%3Dnobody"),
    get("?resourceVersion=x"),
    get("?resourceVersion=99999999999"),
    get("?resourceVersionMatch=Exact"),
    get("?resourceVersion=0&resourceVersionMatch=Exact"),
    get("?resourceVersion=1&resourceVersionMatch=Bad"),
    get("?sendInitialEvents=true"),
    get(`${first}?resourceVersion=0`),
    get(`${first}?resourceVersion=x`),
    { ...get(first, "OPTIONS") },
    { ...get(first, "TRACE") },
    { ...get("", "OPTIONS") },
    { ...get("", "PUT"), body: subject.object("first") },
    { ...get("", "PATCH"), body: {}, headers: { "content-type": "application/merge-patch+json" } },
  ];
}

function updates(subject: Subject): Step[] {
  const first = at(subject, "first");
  const full = subject.object("first", "a");
  const metadata = full.metadata as Record<string, unknown>;
  const put = (body: object, note: string, path = first): Step => ({ method: "PUT", path, body, note });
  return [
    put(
      { ...full, metadata: { ...metadata, labels: { ...(metadata.labels as object), more: "yes" } } },
      "without a version",
    ),
    { method: "GET", path: first, note: "for its version" },
    put({ ...full, metadata: { ...metadata, resourceVersion: "{resourceVersion}" } }, "with the version"),
    put({ ...full, metadata: { ...metadata, resourceVersion: "1" } }, "with an old version"),
    put({ ...full, metadata: { ...metadata, resourceVersion: "x" } }, "with a bad version"),
    put(
      { ...full, metadata: { ...metadata, resourceVersion: "{resourceVersion}", uid: "wrong" } },
      "with a wrong uid",
    ),
    put(
      { ...full, metadata: { ...metadata, name: "other", resourceVersion: "{resourceVersion}" } },
      "of another name",
    ),
    put({ ...full, metadata: { resourceVersion: "{resourceVersion}" } }, "without a name"),
    put({ ...full, kind: "Other" }, "of another kind"),
    put(
      { ...subject.object("missing"), metadata: { name: "missing" } },
      "what is not there",
      `${subject.path}/missing`,
    ),
    put({}, "nothing in it"),
    put(
      {
        ...full,
        metadata: {
          ...metadata,
          resourceVersion: "{resourceVersion}",
          deletionTimestamp: "2020-01-01T00:00:00Z",
        },
      },
      "with a time of deletion",
    ),
  ];
}

function patches(subject: Subject): Step[] {
  const first = at(subject, "first");
  const types = {
    json: "application/json-patch+json",
    merge: "application/merge-patch+json",
    strategic: "application/strategic-merge-patch+json",
  };
  const patch = (type: keyof typeof types, body: Step["body"], note: string, path = first): Step => ({
    method: "PATCH",
    path,
    headers: { "content-type": types[type] },
    ...(body === undefined ? {} : { body }),
    note,
  });
  return [
    patch("json", subject.operations, "a change"),
    patch("merge", subject.change, "the same change"),
    patch("strategic", subject.change, "the same change"),
    patch("merge", { metadata: { labels: { patched: "yes" } } }, "a label"),
    patch("json", [{ op: "test", path: "/metadata/name", value: "wrong" }], "a test that fails"),
    patch("json", [{ op: "remove", path: "/metadata/nothing" }], "removes what is not there"),
    patch("json", [{ op: "replace", path: "/spec/nothing/deep", value: 1 }], "replaces below nothing"),
    patch("json", [{ op: "unknown", path: "/a" }], "an unknown operation"),
    patch("json", [{ op: "add", path: "no-slash", value: 1 }], "a bad pointer"),
    patch("json", [{ op: "copy", from: "/metadata/name", path: "/metadata/labels/copied" }], "a copy"),
    patch(
      "json",
      [{ op: "move", from: "/metadata/labels/copied", path: "/metadata/labels/moved" }],
      "a move",
    ),
    patch("json", {}, "an object for operations"),
    patch("json", "[", "half a list"),
    patch("merge", "[]", "a list for an object"),
    patch("merge", "null", "null"),
    patch("merge", "", "an empty body"),
    patch("strategic", "[]", "a list for an object"),
    patch("merge", { metadata: { name: "renamed" } }, "another name"),
    patch("merge", { metadata: { namespace: "elsewhere" } }, "another namespace"),
    patch("merge", { metadata: { resourceVersion: "1" } }, "an old version"),
    patch("merge", { metadata: { uid: "wrong" } }, "another uid"),
    patch("merge", { kind: "Other" }, "another kind"),
    patch("merge", { apiVersion: "v9" }, "another version"),
    patch("merge", { unknown: 1 }, "an unknown field"),
    patch("merge", { metadata: { labels: { "-a": "b" } } }, "a bad label"),
    patch("merge", { metadata: { generation: 99, creationTimestamp: null } }, "what clients may not set"),
    patch("merge", {}, "nothing"),
    patch("merge", subject.change, "what is not there", `${subject.path}/missing`),
    patch(
      "json",
      Array.from({ length: 10_001 }, () => ({ op: "test", path: "/kind", value: subject.kind })),
      "too many operations",
    ),
  ].map((step) => (step.note === "too many operations" ? { ...step, note: "10,001 operations" } : step));
}

function applies(subject: Subject): Step[] {
  const { apiVersion, kind } = subject;
  const first = at(subject, "first");
  const type = { "content-type": "application/apply-patch+yaml" };
  const name = nameOf(subject, "first");
  const config = { apiVersion, kind, metadata: { name } };
  const apply = (query: string, body: Step["body"], note: string, path = first): Step => ({
    method: "PATCH",
    path: `${path}${query}`,
    headers: type,
    ...(body === undefined ? {} : { body }),
    note,
  });
  return [
    apply("", config, "without a manager"),
    apply("?fieldManager=one", { ...config, metadata: { name, labels: { one: "1" } } }, "a label"),
    apply("?fieldManager=two", { ...config, metadata: { name, labels: { one: "2" } } }, "a conflict"),
    apply(
      "?fieldManager=two&force=true",
      { ...config, metadata: { name, labels: { one: "2" } } },
      "by force",
    ),
    apply(
      "?fieldManager=one",
      { ...config, metadata: { name, labels: { one: "3", set: "z" } } },
      "several conflicts",
    ),
    apply("?fieldManager=one", { apiVersion, metadata: { name } }, "without kind"),
    apply("?fieldManager=one", { kind, metadata: { name } }, "without apiVersion"),
    apply("?fieldManager=one", { ...config, metadata: { name: "other" } }, "another name"),
    apply(
      "?fieldManager=one",
      { ...config, metadata: { name, managedFields: [] } },
      "with empty managedFields",
    ),
    apply("?fieldManager=one", { ...config, metadata: { name, resourceVersion: "1" } }, "an old version"),
    apply("?fieldManager=one", "{", "half an object"),
    apply("?fieldManager=one", "- a", "a list"),
    apply("?fieldManager=one", "a: b: c", "bad YAML"),
    apply("?fieldManager=one", "", "an empty body"),
    apply(`?fieldManager=${"m".repeat(129)}`, config, "a manager that is too long"),
    apply("?fieldManager=a%07b", config, "a manager with a bell"),
    apply("?fieldManager=one&dryRun=All", subject.object("new"), "creates, as a dry run", at(subject, "new")),
    apply("?fieldManager=one&fieldValidation=Strict", { ...config, unknown: 1 }, "an unknown field"),
    apply("?fieldManager=one&force=maybe", config, "a strange force"),
  ];
}

function statuses(subject: Subject): Step[] {
  const place = `${at(subject, "first")}/status`;
  const merge = { "content-type": "application/merge-patch+json" };
  const name = nameOf(subject, "first");
  return [
    { method: "GET", path: place },
    { method: "PATCH", path: place, headers: merge, body: { status: subject.status } },
    { method: "PATCH", path: place, headers: merge, body: subject.change, note: "of the spec" },
    {
      method: "PATCH",
      path: at(subject, "first"),
      headers: merge,
      body: { status: { observedGeneration: 77 } },
      note: "status through the object",
    },
    { method: "PUT", path: place, body: { ...subject.object("first", "a"), status: subject.status } },
    {
      method: "PUT",
      path: place,
      body: { ...subject.object("first"), status: "text" },
      note: "a text for a status",
    },
    { method: "POST", path: place, body: subject.object("first") },
    { method: "DELETE", path: place },
    { method: "GET", path: `${subject.path}/missing/status` },
    { method: "PATCH", path: `${subject.path}/missing/status`, headers: merge, body: { status: {} } },
    {
      method: "PATCH",
      path: `${place}?fieldManager=st`,
      headers: { "content-type": "application/apply-patch+yaml" },
      body: {
        apiVersion: subject.apiVersion,
        kind: subject.kind,
        metadata: { name },
        status: subject.status,
      },
    },
  ];
}

function scales(subject: Subject): Step[] {
  const place = `${at(subject, "first")}/scale`;
  const merge = { "content-type": "application/merge-patch+json" };
  const scale = {
    apiVersion: "autoscaling/v1",
    kind: "Scale",
    metadata: { name: nameOf(subject, "first"), namespace: "{ns}" },
  };
  return [
    { method: "GET", path: place },
    { method: "GET", path: place, headers: { accept: "application/yaml" } },
    { method: "GET", path: place, headers: { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" } },
    { method: "PATCH", path: place, headers: merge, body: { spec: { replicas: 0 } } },
    { method: "PATCH", path: place, headers: merge, body: { spec: { replicas: -1 } }, note: "below nothing" },
    { method: "PATCH", path: place, headers: merge, body: { spec: { replicas: "two" } }, note: "a text" },
    {
      method: "PATCH",
      path: place,
      headers: { "content-type": "application/json-patch+json" },
      body: [{ op: "replace", path: "/spec/replicas", value: 0 }],
    },
    { method: "PUT", path: place, body: { ...scale, spec: { replicas: 0 } } },
    { method: "PUT", path: place, body: { ...scale, spec: { replicas: -5 } }, note: "below nothing" },
    {
      method: "PUT",
      path: place,
      body: { ...scale, metadata: { name: "other", namespace: "{ns}" }, spec: {} },
      note: "another name",
    },
    { method: "PUT", path: place, body: { ...scale, kind: "Widget" }, note: "another kind" },
    { method: "PUT", path: place, body: {}, note: "nothing in it" },
    { method: "PUT", path: place, body: "{", note: "half an object" },
    { method: "POST", path: place, body: scale },
    { method: "DELETE", path: place },
    { method: "GET", path: `${subject.path}/missing/scale` },
  ];
}

function watches(subject: Subject): Step[] {
  const { path } = subject;
  const watch = (query: string, lines?: number, headers = {}): Step => ({
    method: "GET",
    path: `${path}?watch=1${query}`,
    headers,
    ...(lines === undefined ? {} : { lines }),
  });
  const tables = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
  const partial = { accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io" };
  return [
    watch("&labelSelector=of%3D{ns},set+in+(a,b)", 2),
    watch("&labelSelector=of%3D{ns},set+in+(a,b)", 2, tables),
    watch("&labelSelector=of%3D{ns},set+in+(a,b)", 2, partial),
    watch(`&labelSelector=of%3D{ns}&fieldSelector=metadata.name%3D${nameOf(subject, "second")}`, 1),
    { method: "GET", path: `${at(subject, "second")}?watch=1`, lines: 1 },
    watch(
      `&labelSelector=of%3D{ns}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
      3,
    ),
    watch("&sendInitialEvents=true"),
    watch("&sendInitialEvents=true&resourceVersionMatch=Exact&allowWatchBookmarks=true"),
    watch("&resourceVersionMatch=NotOlderThan"),
    watch("&resourceVersion=x"),
    watch("&timeoutSeconds=x"),
    watch("&labelSelector=a%3D%3D%3Db"),
    watch("&fieldSelector=spec.unknown%3Da"),
    watch("&labelSelector=of%3D{ns}", undefined, { accept: "application/yaml" }),
    watch("", undefined, { accept: "text/plain" }),
    watch("&labelSelector=of%3D{ns},set+in+(a,b)", 2, { accept: "application/json;stream=watch" }),
    watch(`&labelSelector=of%3D{ns}&pretty=true`, 1),
    watch(`&labelSelector=of%3D{ns}&limit=1`, 2),
    watch(`&labelSelector=of%3D{ns}&continue=abc`, 1),
  ];
}

function deletes(subject: Subject): Step[] {
  const first = at(subject, "first");
  const options = (rest: object) => ({ apiVersion: "v1", kind: "DeleteOptions", ...rest });
  const remove = (path: string, note: string, body?: object | string): Step => ({
    method: "DELETE",
    path,
    note,
    ...(body === undefined ? {} : { body }),
  });
  return [
    remove(`${subject.path}/missing`, "what is not there"),
    remove(first, "with another uid", options({ preconditions: { uid: "wrong" } })),
    remove(first, "with another version", options({ preconditions: { resourceVersion: "1" } })),
    remove(first, "as a dry run", options({ dryRun: ["All"] })),
    remove(first, "with a bad policy", options({ propagationPolicy: "Bad" })),
    remove(first, "with two policies", options({ propagationPolicy: "Orphan", orphanDependents: true })),
    remove(first, "with a bad dry run", options({ dryRun: ["Some"] })),
    remove(first, "with options of another kind", { apiVersion: "v1", kind: "Pod" }),
    remove(first, "with half an object", "{"),
    remove(first, "with a list", "[]"),
    remove(first, "with a text for seconds", options({ gracePeriodSeconds: "x" })),
    remove(first, "with negative seconds", options({ gracePeriodSeconds: -1, dryRun: ["All"] })),
    remove(first, "with unknown options", options({ unknown: true, dryRun: ["All"] })),
    remove(`${first}?propagationPolicy=Bad`, "a bad policy in the query"),
    remove(`${first}?gracePeriodSeconds=x`, "bad seconds in the query"),
    remove(`${first}?dryRun=Some`, "a bad dry run in the query"),
    remove(`${first}?orphanDependents=true&propagationPolicy=Orphan`, "two policies in the query"),
    remove(first, "with YAML options", undefined),
    remove(first, "again"),
    remove(`${subject.path}?labelSelector=a%3D%3D%3Db`, "a bad selector"),
    remove(`${subject.path}?labelSelector=set%3Db,of%3D{ns}`, "those selected"),
    remove(`${subject.path}?labelSelector=of%3D{ns}`, "the others"),
    { method: "GET", path: `${subject.path}?labelSelector=of%3D{ns}`, note: "in the end" },
  ];
}
