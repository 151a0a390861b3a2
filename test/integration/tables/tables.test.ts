import { readFileSync, writeFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { parseYaml } from "../../../src/kube/yaml.ts";
import { onTwoServers, type TestServer } from "../servers.ts";

const asTable = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
const masked = ["Age", "Created At", "Cluster-IP", "Last Seen", "First Seen", "Duration"];
const file = new URL("./recorded.json", import.meta.url);

interface Kind {
  readonly path: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** A table as lines: columns with what is particular to them, then cells without ages. */
type Tables = Record<string, { columns: string[]; rows: unknown[][] }>;

onTwoServers("what kubectl get prints", ({ sandbox, real }) => {
  test("every built-in kind has the columns and the cells of a real server", async () => {
    if (inject("recording") && real)
      writeFileSync(file, JSON.stringify(await tablesOf(real), undefined, 1) + "\n");
    const recorded = JSON.parse(readFileSync(file, "utf8")) as Tables;
    expect(await tablesOf(sandbox)).toEqual(recorded);
    if (real && !inject("recording")) expect(await tablesOf(real)).toEqual(recorded);
  });
});

async function tablesOf(server: TestServer): Promise<Tables> {
  const { api } = server;
  const namespace = await server.namespace();
  const scope = (text: string) => text.replaceAll("NAMESPACE", namespace);
  const kinds = await kindsOf(server);
  const objects = parseYaml(scope(readFileSync(new URL("./objects.yaml", import.meta.url), "utf8"))) as {
    apiVersion: string;
    metadata: { name: string };
    plural: string;
    status?: object;
  }[];
  const tables: Tables = {};
  for (const { plural, status, ...object } of objects) {
    const kind = kinds.find(
      (known) => known.plural === plural && known.path.includes(`/${object.apiVersion}/`),
    );
    if (!kind) throw new Error(`${server.name} does not serve ${object.apiVersion} ${plural}`);
    const root = kind.path.slice(0, -plural.length - 1);
    const collection = kind.namespaced ? `${root}/namespaces/${namespace}/${plural}` : kind.path;
    const made = await api.post(collection, object);
    if (made.status !== 201) throw new Error(`${server.name}: ${JSON.stringify(made.body)}`);
    const path = `${collection}/${object.metadata.name}`;
    if (status) {
      const written = await api.patch(`${path}/status`, "merge", { status });
      if (written.status !== 200) throw new Error(`${server.name}: ${JSON.stringify(written.body)}`);
    }
    const { body } = await api.get(path, asTable);
    if (body.kind !== "Table") throw new Error(`${server.name}: ${path}: ${JSON.stringify(body)}`);
    const known = (tables[kind.path] ??= { columns: columnsOf(body), rows: [] });
    known.rows.push(cellsOf(body, namespace));
    if (!kind.namespaced) await api.delete(path);
  }
  for (const { path } of kinds) {
    const { status, body } = await api.get(path, asTable);
    if (status === 200) tables[path] ??= { columns: columnsOf(body), rows: [] };
  }
  return Object.fromEntries(Object.entries(tables).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a server lists, from its discovery; kinds that another test may have defined are left out. */
async function kindsOf({ api }: TestServer): Promise<Kind[]> {
  const groups = (await api.get("/apis")).body.groups as { versions: { groupVersion: string }[] }[];
  const roots = [
    "/api/v1",
    ...groups.flatMap(({ versions }) => versions.map(({ groupVersion }) => `/apis/${groupVersion}`)),
  ];
  const builtIn = roots.filter((root) => !root.includes(".") || /\.k8s\.io\//.test(root));
  const kinds = await Promise.all(
    builtIn.map(async (root) => {
      const { resources } = (await api.get(root)).body as {
        resources: { name: string; namespaced: boolean; verbs: string[] }[];
      };
      return resources
        .filter(({ name, verbs }) => verbs.includes("list") && name !== "componentstatuses")
        .map(({ name, namespaced }) => ({ path: `${root}/${name}`, plural: name, namespaced }));
    }),
  );
  return kinds.flat();
}

interface Table {
  columnDefinitions: { name: string; type: string; format: string; priority: number }[];
  rows: { cells: unknown[] }[];
}

function columnsOf({ columnDefinitions }: Table): string[] {
  return columnDefinitions.map(({ name, type, format, priority }) =>
    [name, type, ...(format ? [format] : []), ...(priority ? ["wide"] : [])].join(" "),
  );
}

function cellsOf({ columnDefinitions, rows }: Table, namespace: string): unknown[] {
  return (rows[0]?.cells ?? []).map((cell, index) => {
    const { name = "" } = columnDefinitions[index] ?? {};
    if (masked.includes(name)) return `<${name}>`;
    return typeof cell === "string"
      ? cell.replaceAll(namespace, "NAMESPACE").replace(/[\da-f-]{36}/, "UID")
      : cell;
  });
}
