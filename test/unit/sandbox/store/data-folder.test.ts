import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ApiObject } from "../../../../src/sandbox/api-object.ts";
import { startSandbox } from "../../../../src/sandbox/server.ts";
import { DataFolder } from "../../../../src/sandbox/store/data-folder.ts";
import { CompactedError, Store } from "../../../../src/sandbox/store/store.ts";
import { memcached, memcachedDefinition } from "../memcached.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sandbox-data-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const object = (name: string, data = ""): ApiObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name },
  data,
});

/** Opens the folder as a sandbox does. */
function open() {
  const { data, state } = DataFolder.open(folder);
  const store = new Store();
  if (state) store.restore(state);
  data.keep(store);
  return { data, store };
}
const put = (store: Store, name: string, data = "") =>
  store.put("configmaps", `a/${name}`, {
    object: object(name, data),
    expected: store.get("configmaps", `a/${name}`),
  });
const names = (store: Store) => store.list("configmaps").map(({ metadata }) => metadata.name);
const journal = () => join(folder, "journal");

test("what was written is there again, what was removed is not, and the revision goes on", () => {
  const before = open();
  put(before.store, "one");
  put(before.store, "two", "old");
  const two = put(before.store, "two", "new");
  const gone = put(before.store, "gone");
  before.store.remove("configmaps", "a/gone", { expected: gone });
  const { revision } = before.store;
  before.data.close();
  const after = open();
  expect(names(after.store)).toEqual(["one", "two"]);
  expect(after.store.get("configmaps", "a/two")).toEqual(two);
  expect(after.store.revision).toBe(revision);
  expect(Number(put(after.store, "three").metadata.resourceVersion)).toBe(revision + 1);
  after.data.close();
});

test("watches from before the restart are too old, those from its revision are not", () => {
  const before = open();
  put(before.store, "one");
  put(before.store, "two");
  before.data.close();
  const { store, data } = open();
  expect(() => store.watch("configmaps", store.revision - 1, () => {})).toThrow(CompactedError);
  expect(() => store.list("configmaps", { revision: store.revision - 1 })).toThrow(CompactedError);
  const seen: string[] = [];
  store.watch("configmaps", store.revision, ({ key }) => seen.push(key));
  put(store, "three");
  expect(seen).toEqual(["a/three"]);
  data.close();
});

/** A folder whose journal holds three writes, as a killed process leaves it. */
function killed() {
  const { data, store } = open();
  for (const name of ["one", "two", "three"]) put(store, name);
  data.close();
}

test("a torn last line is cut off, wherever it is torn", () => {
  killed();
  const whole = readFileSync(journal());
  const second = whole.indexOf(10, whole.indexOf(10) + 1) + 1;
  for (let size = second; size < whole.length; size += 7) {
    writeFileSync(journal(), whole.subarray(0, size));
    const { journal: file, records } = readJournal();
    expect([records, file]).toEqual([2, second]);
  }
});

function readJournal() {
  const { data, state } = DataFolder.open(folder);
  data.close();
  return { records: [...(state?.records ?? [])].length, journal: statSync(journal()).size };
}

test("a damaged line in the middle is an error that names it", () => {
  killed();
  const text = readFileSync(journal(), "utf8");
  writeFileSync(journal(), text.replace('"two"', '"tow"'));
  expect(() => open()).toThrow(
    expect.objectContaining({ code: "SANDBOX_DATA_DAMAGED", message: expect.stringContaining("line 2") }),
  );
  // the folder is free again
  writeFileSync(journal(), text);
  open().data.close();
});

test.each([
  ["cut", (file: string) => truncateSync(file, statSync(file).size - 20)],
  ["changed", (file: string) => writeFileSync(file, readFileSync(file, "utf8").replace('"one"', '"eno"'))],
  ["of something else", (file: string) => writeFileSync(file, "hello\n")],
])("a state file that is %s is an error", (_, damage) => {
  killed();
  open().data.close(); // what the journal had is in the state file now
  damage(join(folder, "state"));
  expect(() => open()).toThrow(expect.objectContaining({ code: "SANDBOX_DATA_DAMAGED" }));
});

test("a journal that a state file has already, as a crash between the two leaves it, changes nothing", () => {
  killed();
  const old = readFileSync(journal());
  const { data, store } = open();
  const two = store.get("configmaps", "a/two");
  store.remove("configmaps", "a/two", { expected: two! });
  data.close();
  open().data.close();
  appendFileSync(journal(), old);
  const again = open();
  expect(names(again.store)).toEqual(["one", "three"]);
  again.data.close();
});

test("a folder is one sandbox's at a time; that of a process that has ended is free", () => {
  const { data } = open();
  expect(() => open()).toThrow(
    expect.objectContaining({
      code: "SANDBOX_DATA_IN_USE",
      message: expect.stringContaining(String(process.pid)),
    }),
  );
  data.close();
  writeFileSync(join(folder, "lock"), "999999999 1");
  open().data.close();
  writeFileSync(join(folder, "lock"), `${process.pid} 1`); // another process had this number before
  open().data.close();
});

test("a journal that has grown becomes a state file in between", () => {
  const { data, store } = open();
  const text = "x".repeat(1 << 20);
  for (let count = 0; count < 40; count++) put(store, "big", text);
  expect(statSync(journal()).size).toBeLessThan(20 << 20);
  data.close();
  const again = open();
  expect(again.store.get("configmaps", "a/big")?.data).toBe(text);
  again.data.close();
});

test("a write that cannot be kept does not happen", () => {
  const store = new Store();
  put(store, "one");
  const { revision } = store;
  store.journalTo(() => {
    throw new Error("no space left on device");
  });
  const seen: string[] = [];
  store.watch("configmaps", revision, ({ key }) => seen.push(key));
  expect(() => put(store, "two")).toThrow("no space left");
  expect([names(store), store.revision, seen]).toEqual([["one"], revision, []]);
});

describe("a sandbox with a data folder", () => {
  test("has its objects, definitions, token, authority and port again; watches of before get 410", async () => {
    const first = await startSandbox({ data: folder });
    const make = (sandbox: typeof first, group: string, version: string, plural: string, body: object) =>
      sandbox.registry.make(sandbox.registry.resource(group, version, plural), {
        object: body as ApiObject,
        manager: "test",
      });
    make(first, "apiextensions.k8s.io", "v1", "customresourcedefinitions", memcachedDefinition);
    make(first, "cache.example.com", "v1alpha1", "memcacheds", {
      ...memcached("one", { image: "a" }),
      metadata: { name: "one", namespace: "default" },
    });
    const namespace = first.registry.get(
      first.registry.resource("", "v1", "namespaces"),
      undefined,
      "default",
    );
    const { revision } = first.registry.store;
    await first.stop();
    const second = await startSandbox({ data: folder });
    expect([second.token, second.ca, second.port]).toEqual([first.token, first.ca, first.port]);
    const resource = second.registry.resource("cache.example.com", "v1alpha1", "memcacheds");
    expect(second.registry.find(resource, "default", "one")).toBeDefined();
    const again = second.registry.get(second.registry.resource("", "v1", "namespaces"), undefined, "default");
    expect(again.metadata.uid).toBe(namespace.metadata.uid);
    expect(second.registry.store.revision).toBeGreaterThanOrEqual(revision);
    const events: unknown[] = [];
    second.registry.watch(resource, {
      request: { resourceVersion: "3", allowWatchBookmarks: false, namespace: undefined },
      listener: (event) => events.push(event),
    });
    expect(events).toMatchObject([{ type: "ERROR", object: { code: 410, reason: "Expired" } }]);
    await second.stop();
  });

  test("gives the folder back when its port is taken", async () => {
    const first = await startSandbox({ behaviours: false });
    await expect(startSandbox({ data: folder, port: first.port })).rejects.toMatchObject({
      code: "SANDBOX_PORT_TAKEN",
    });
    await first.stop();
    const second = await startSandbox({ data: folder, port: first.port, behaviours: false });
    await second.stop();
  });
});

test("a state that another version wrote is told apart from a damaged one", () => {
  open().data.close();
  const head = JSON.stringify({ format: "kubewright-sandbox/99", revision: 1 });
  writeFileSync(join(folder, "state"), `${crc32(head).toString(16).padStart(8, "0")} ${head}\n`);
  expect(() => open()).toThrow(
    expect.objectContaining({
      code: "SANDBOX_DATA_FORMAT",
      message: `cannot read "${join(folder, "state")}": another version of Kubewright wrote it (kubewright-sandbox/99, expected kubewright-sandbox/1)`,
    }),
  );
});

test.each(["", "{}", "{", '{"token":"t","port":1,"authority":{"certificate":1}}'])(
  "an identity of %j is damage, and the folder is given back",
  async (text) => {
    await (await startSandbox({ data: folder })).stop();
    writeFileSync(join(folder, "identity.json"), text);
    for (let attempt = 0; attempt < 2; attempt++)
      await expect(startSandbox({ data: folder })).rejects.toMatchObject({ code: "SANDBOX_DATA_DAMAGED" });
  },
);
