import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  clientWith,
  createClient,
  createOrPatch,
  createOrUpdate,
  hasStatusCause,
  isAlreadyExists,
  isConflict,
  isExpired,
  isInvalid,
  isNotFound,
  isNoMatch,
  isUnsupportedMediaType,
  listAll,
  listPages,
  loadConnection,
  mergeFrom,
  podLog,
  resource,
  untypedClient,
  type CustomResource,
  type OwnClient,
} from "../../src/index.ts";
import { Deployment } from "../../src/k8s/apps/v1.ts";
import { ConfigMap, Pod, Secret, ServiceAccount } from "../../src/k8s/core/v1.ts";
import { eventually } from "../../src/testing/index.ts";
import { onBothServers } from "./servers.ts";
import { installWidgets } from "./widget.ts";

type Widget = CustomResource<
  {
    color: string;
    size?: number;
    options?: Record<string, string>;
    ports?: { name: string; port?: number }[];
  },
  { phase?: string; replicas?: number }
>;

onBothServers("the client", (server) => {
  const group = "client.example.com";
  const Widget = resource<Widget>({ group, version: "v1", kind: "Widget" });
  let client: OwnClient;
  let namespace: string;
  const warnings: string[] = [];
  const key = (name: string) => ({ namespace, name });
  const widget = (name: string, spec: Widget["spec"] = { color: "red" }): Widget => ({
    metadata: key(name),
    spec,
  });

  beforeAll(async () => {
    namespace = await server.namespace();
    await installWidgets(server, group, namespace);
    const connection = await loadConnection({ kubeconfigText: server.kubeconfig() });
    client = createClient(connection, {
      fieldManager: "tester",
      namespace,
      onWarning: (warning) => warnings.push(warning),
    });
  });
  afterAll(() => client.close());

  describe("patches", () => {
    test("of each type do what they say, and one that a kind does not take is told", async () => {
      await client.create(Widget, widget("patched", { color: "red", options: { a: "1", b: "2" } }));
      await client.patch(Widget, key("patched"), { merge: { spec: { options: { a: null } } } });
      await client.patch(Widget, key("patched"), {
        json: [{ op: "replace", path: "/spec/color", value: "green" }],
      });
      const { spec } = await client.get(Widget, key("patched"));
      expect(spec).toMatchObject({ color: "green", options: { b: "2" } });
      const refused = await client
        .patch(Widget, key("patched"), { strategic: { spec: { size: 4 } } })
        .catch((error: unknown) => error);
      expect(isUnsupportedMediaType(refused)).toBe(true);
    });

    test("from what was read are locked to it on demand", async () => {
      const before = await client.create(Widget, widget("locked"));
      const after = { ...before, spec: { ...before.spec, size: 5 } };
      await client.patch(Widget, key("locked"), { merge: { spec: { color: "green" } } });
      const locked = client.patch(Widget, key("locked"), mergeFrom(before, after, { optimisticLock: true }));
      expect(isConflict(await locked.catch((error: unknown) => error))).toBe(true);
      const { spec } = await client.patch(Widget, key("locked"), mergeFrom(before, after));
      expect(spec).toMatchObject({ color: "green", size: 5 });
    });

    test("by apply keep to their fields, and name who else has one", async () => {
      await client.apply(Widget, {
        metadata: key("applied"),
        spec: { color: "red", ports: [{ name: "web", port: 80 }] },
      });
      const other = clientWith(client, { fieldManager: "other" });
      const config = {
        metadata: key("applied"),
        spec: { color: "green", ports: [{ name: "api", port: 81 }] },
      };
      const refused = await other.apply(Widget, config, { force: false }).catch((error: unknown) => error);
      expect([isConflict(refused), hasStatusCause(refused, "FieldManagerConflict")]).toEqual([true, true]);
      const forced = await other.apply(Widget, config);
      expect(forced.spec.ports?.map(({ name }) => name).sort()).toEqual(["api", "web"]);
      // what a manager no longer names goes
      const less = await other.apply(Widget, {
        metadata: key("applied"),
        spec: { color: "green", ports: undefined },
      });
      expect(less.spec.ports?.map(({ name }) => name)).toEqual(["web"]);
    });
  });

  describe("subresources", () => {
    test("a scale is read, patched and replaced, of built-in kinds and of others", async () => {
      const labels = { app: "web" };
      await client.create(Deployment, {
        metadata: key("scaled"),
        spec: {
          replicas: 0,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "nginx" }] } },
        },
      });
      const scale = client.subresource(Deployment, "scale");
      const read = await scale.get(key("scaled"));
      expect(read).toMatchObject({ kind: "Scale", spec: {}, status: { selector: "app=web" } });
      // controllers of the real server write to the Deployment meanwhile
      const replace = async () =>
        scale.update(key("scaled"), { ...(await scale.get(key("scaled"))), spec: { replicas: 2 } });
      const replaced = await eventually(replace);
      expect(replaced.spec?.replicas).toBe(2);
      expect((await client.get(Deployment, key("scaled"))).spec?.replicas).toBe(2);
      await scale.patch(key("scaled"), { merge: { spec: { replicas: 0 } } });
      expect((await client.get(Deployment, key("scaled"))).spec?.replicas).toBe(0);

      await client.create(Widget, widget("scaled"));
      await client.subresource(Widget, "scale").patch(key("scaled"), { merge: { spec: { replicas: 4 } } });
      expect((await client.get(Widget, key("scaled"))).spec.size).toBe(4);
    });

    test("a scale is applied to a built-in kind; of others the real server cannot convert it", async () => {
      const apply = (kind: typeof Deployment | typeof Widget) => () =>
        client
          .subresource(kind as typeof Deployment, "scale")
          .apply(key("scaled"), { spec: { replicas: 1 } });
      expect((await apply(Deployment)()).spec?.replicas).toBe(1);
      const refused = await apply(Widget)().catch((error: unknown) => error);
      expect(refused).toMatchObject({ name: "ApiError", code: 500 });
    });

    test("a status is by itself", async () => {
      const created = await client.create(Widget, { ...widget("status"), status: { phase: "no" } });
      expect(created.status).toBeUndefined();
      const status = client.subresource(Widget, "status");
      await status.patch(key("status"), { merge: { status: { phase: "Patched" } } });
      expect((await client.get(Widget, key("status"))).status).toEqual({ phase: "Patched" });
      const { metadata } = await client.get(Widget, key("status"));
      const update = {
        metadata: { ...key("status"), resourceVersion: metadata.resourceVersion },
        spec: { color: "green" },
        status: { replicas: 1 },
      };
      const updated = await client.updateStatus(Widget, update);
      expect([updated.spec.color, updated.status]).toEqual(["red", { replicas: 1 }]);
      const applied = await client.applyStatus(Widget, {
        metadata: key("status"),
        status: { phase: "Applied" },
      });
      expect(applied.status).toEqual({ replicas: 1, phase: "Applied" });
    });

    test("a subresource that a kind does not have is not found", async () => {
      const refused = await client
        .subresource(ConfigMap, "scale")
        .get(key("x"))
        .catch((error: unknown) => error);
      expect(isNotFound(refused)).toBe(true);
    });

    test("a token is given to a ServiceAccount", async () => {
      await client.create(ServiceAccount, { metadata: key("robot") });
      const spec = { expirationSeconds: 3600 };
      const { status } = await client.subresource(ServiceAccount, "token").create(key("robot"), { spec });
      expect(status?.token?.split(".")).toHaveLength(3);
    });

    test("a Pod is evicted", async () => {
      await client.create(Pod, {
        metadata: key("evicted"),
        spec: { containers: [{ name: "a", image: "a" }] },
      });
      const evict = (options?: { dryRun: boolean }) =>
        client.subresource(Pod, "eviction").create(key("evicted"), {}, options);
      await evict({ dryRun: true });
      await client.get(Pod, key("evicted"));
      await evict();
      const gone = await client.get(Pod, key("evicted")).then(
        ({ metadata }) => metadata.deletionTimestamp !== undefined,
        (error: unknown) => isNotFound(error),
      );
      expect(gone).toBe(true);
    });

    test("the log of a Pod that runs nowhere says so", async () => {
      await client.create(Pod, {
        metadata: key("silent"),
        spec: { containers: [{ name: "a", image: "a" }] },
      });
      const refused = await podLog(client, key("silent"), { container: "b" }).catch(
        (error: unknown) => error,
      );
      const missing = await podLog(client, key("nobody")).catch((error: unknown) => error);
      expect([refused, missing]).toMatchObject([400, 404].map((code) => ({ name: "ApiError", code })));
      expect((refused as Error).message).toContain("container b is not valid for pod silent");
    });
  });

  describe("pages", () => {
    beforeAll(async () => {
      for (const name of ["a", "b", "c", "d", "e"])
        await client.create(Secret, { metadata: { ...key(`page-${name}`), labels: { page: "yes" } } });
    });
    const selection = () => ({ namespace, labelSelector: "page=yes", limit: 2 });

    test("come one after the other, and as one list", async () => {
      const sizes: number[] = [];
      for await (const { items } of listPages(client, Secret, selection())) sizes.push(items.length);
      expect(sizes).toEqual([2, 2, 1]);
      const { items, metadata } = await listAll(client, Secret, selection());
      expect(items.map((item) => item.metadata.name.slice(-1))).toEqual(["a", "b", "c", "d", "e"]);
      expect(metadata.continue).toBeUndefined();
      const exact = {
        ...selection(),
        resourceVersion: metadata.resourceVersion ?? "",
        resourceVersionMatch: "Exact" as const,
      };
      await client.create(Secret, { metadata: { ...key("page-f"), labels: { page: "yes" } } });
      expect((await listAll(client, Secret, exact)).items).toHaveLength(5);
      await client.delete(Secret, key("page-f"));
    });

    test("whose token the server does not take are refused, whatever it says of it", async () => {
      const wrong = client
        .list(Secret, { ...selection(), continue: "bm9uc2Vuc2U" })
        .catch((error: unknown) => error);
      expect(await wrong).toMatchObject({ name: "ApiError", code: 400 });
      expect(isExpired(await wrong)).toBe(false);
    });
  });

  test("deleteAllOf deletes what is selected, in one namespace", async () => {
    for (const name of ["one", "two", "three"])
      await client.create(ConfigMap, {
        metadata: { ...key(name), labels: { all: name === "three" ? "no" : "yes" } },
      });
    await client.deleteAllOf(ConfigMap, { namespace, labelSelector: "all=yes", dryRun: true });
    expect((await client.list(ConfigMap, { namespace, labelSelector: "all" })).items).toHaveLength(3);
    await client.deleteAllOf(ConfigMap, { namespace, labelSelector: "all=yes" });
    const left = await client.list(ConfigMap, { namespace, labelSelector: "all" });
    expect(left.items.map(({ metadata }) => metadata.name)).toEqual(["three"]);
  });

  test("a delete holds to its preconditions, and takes dependents along or not", async () => {
    const { metadata } = await client.create(ConfigMap, { metadata: key("conditional") });
    const stranger = client.delete(ConfigMap, key("conditional"), { preconditions: { uid: "other" } });
    expect(isConflict(await stranger.catch((error: unknown) => error))).toBe(true);
    const { uid, resourceVersion } = metadata;
    await client.delete(ConfigMap, key("conditional"), {
      preconditions: { uid, resourceVersion },
      propagationPolicy: "Background",
    });
    const gone = await client.get(ConfigMap, key("conditional")).catch((error: unknown) => error);
    expect(isNotFound(gone)).toBe(true);
  });

  test("fields that nobody knows are refused, told or passed over, as is asked", async () => {
    const odd = (name: string) => ({ ...widget(name), spec: { color: "red", extra: 1 } }) as Widget;
    const strict = clientWith(client, { fieldValidation: "Strict" });
    await expect(strict.create(Widget, odd("strict"))).rejects.toThrow('unknown field "spec.extra"');
    await client.create(Widget, odd("ignored"), { fieldValidation: "Ignore" });
    expect(warnings).toEqual([]);
    await client.create(Widget, odd("warned"), { fieldValidation: "Warn" });
    await client.create(Widget, odd("warned-again"), { fieldValidation: "Warn" });
    expect(warnings).toEqual(['unknown field "spec.extra"']);
  });

  test("a dry run answers as if, and stores nothing", async () => {
    const dry = clientWith(client, { dryRun: true });
    const { metadata } = await dry.create(ConfigMap, { metadata: key("dry") });
    expect(metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(isNotFound(await client.get(ConfigMap, key("dry")).catch((error: unknown) => error))).toBe(true);
    const invalid = await dry
      .create(Widget, widget("dry", { color: "blue" }))
      .catch((error: unknown) => error);
    expect(isInvalid(invalid)).toBe(true);
  });

  describe("discovery", () => {
    test("finds kinds by name, their plural, scope and subresources", async () => {
      expect(await client.discovery.resource({ group, kind: "Widget" })).toMatchObject({
        version: "v1",
        plural: "widgets",
        scope: "Namespaced",
        subresources: expect.arrayContaining(["status", "scale"]) as string[],
        shortNames: ["wd"],
      });
      expect(await client.discovery.resource({ apiVersion: "v1", kind: "Namespace" })).toMatchObject({
        scope: "Cluster",
      });
      const kinds = await client.discovery.kinds("apps");
      expect(kinds.map(({ kind }) => kind)).toContain("StatefulSet");
    });

    test("finds a kind that was installed since it was last looked for", async () => {
      const later = `later.${group}`;
      const looked = client.discovery.resource({ group: later, kind: "Widget" });
      expect(isNoMatch(await looked.catch((error: unknown) => error))).toBe(true);
      await installWidgets(server, later, namespace);
      expect((await client.discovery.resource({ group: later, kind: "Widget" })).plural).toBe("widgets");
    });

    test("tells what is there instead", async () => {
      await expect(
        client.discovery.resource({ apiVersion: "apps/v1", kind: "Deploymnt" }),
      ).rejects.toMatchObject({
        hint: expect.stringContaining('Did you mean "Deployment"?') as string,
      });
    });

    test("makes manifests of any kind work", async () => {
      const untyped = untypedClient(client);
      await untyped.apply({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: key("untyped"),
        data: { a: "b" },
      });
      const manifest = {
        apiVersion: `${group}/v1`,
        kind: "Widget",
        metadata: key("untyped"),
        spec: { color: "red" },
      };
      await untyped.create(manifest);
      const read = await untyped.get(manifest, key("untyped"));
      expect(read).toMatchObject({ spec: { color: "red", size: 3 } });
      await untyped.delete(manifest, key("untyped"));
      const guessed = resource({ group: "", version: "v1", kind: "Namespace" });
      expect((await untyped.get(guessed, { name: namespace })).kind).toBe("Namespace");
    });
  });

  test("createOrUpdate and createOrPatch create, change and leave alone", async () => {
    const color = (value: string) => (draft: Partial<Widget>) => {
      draft.spec = { ...draft.spec, color: value };
    };
    const results = [];
    for (const value of ["red", "red", "green"])
      results.push((await createOrUpdate(client, Widget, key("upserted"), color(value))).result);
    expect(results).toEqual(["created", "unchanged", "updated"]);
    const both = createOrPatch(client, Widget, key("upserted"), (draft) => {
      color("red")(draft);
      draft.status = { phase: "Ready" };
    });
    expect(await both).toMatchObject({
      result: "updatedStatus",
      object: { spec: { color: "red" }, status: { phase: "Ready" } },
    });
    const again = createOrPatch(
      client,
      Widget,
      key("upserted"),
      (draft) => void (draft.status = { phase: "Ready" }),
    );
    expect((await again).result).toBe("unchanged");
    const twice = await client.create(Widget, widget("upserted")).catch((error: unknown) => error);
    expect(isAlreadyExists(twice)).toBe(true);
  });

  test("a watch tells of what is there and of what happens, and can begin after a list", async () => {
    await client.create(ConfigMap, { metadata: { ...key("seen"), labels: { watch: "yes" } } });
    const seen: string[] = [];
    const selection = { namespace, labelSelector: "watch=yes" };
    for await (const { type, object } of client.watch(ConfigMap, selection)) {
      seen.push(`${type} ${object.kind} ${object.metadata.name}`);
      if (type === "ADDED") await client.patch(ConfigMap, object.metadata, { merge: { data: { a: "b" } } });
      if (type === "MODIFIED") await client.delete(ConfigMap, object.metadata);
      if (type === "DELETED") break;
    }
    expect(seen).toEqual(["ADDED ConfigMap seen", "MODIFIED ConfigMap seen", "DELETED ConfigMap seen"]);
    const { metadata } = await client.list(ConfigMap, selection);
    await client.create(ConfigMap, { metadata: { ...key("later"), labels: { watch: "yes" } } });
    for await (const { object } of client.watch(ConfigMap, {
      ...selection,
      resourceVersion: metadata.resourceVersion ?? "",
    })) {
      expect(object.metadata.name).toBe("later");
      break;
    }
  });
});
