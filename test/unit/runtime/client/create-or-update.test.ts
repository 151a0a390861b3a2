import { beforeEach, describe, expect, test } from "vitest";
import { Deployment } from "../../../../src/k8s/apps/v1.ts";
import { deepFreeze } from "../../../../src/runtime/cache/stored-form.ts";
import type { KubernetesObject } from "../../../../src/kube/object.ts";
import type { Client } from "../../../../src/runtime/client/client.ts";
import {
  createOrPatch,
  createOrUpdate,
  type Draft,
} from "../../../../src/runtime/client/create-or-update.ts";
import { apiError } from "../../../helpers/memory-client.ts";

// the cases of controllerutil_test.go, on a client that notes what it is asked

const key = { namespace: "shop", name: "web" };
let stored: KubernetesObject | undefined;
let calls: { verb: string; body?: unknown; options: unknown }[];
let failing: { verb: string; error: Error } | undefined;

const call = async (verb: string, body: unknown, options: unknown, answer: unknown = body) => {
  calls.push({ verb, ...(verb === "get" ? {} : { body }), options });
  if (failing?.verb === verb) throw failing.error;
  return answer;
};
const client = {
  get: async (_: unknown, asked: unknown, options: unknown) => {
    await call("get", asked, options);
    if (!stored) throw apiError(404, "NotFound");
    return stored;
  },
  create: (_: unknown, object: unknown, options: unknown) => call("create", object, options),
  update: (_: unknown, object: unknown, options: unknown) => call("update", object, options),
  patch: (_: unknown, __: unknown, { merge }: { merge: object }, options: unknown) =>
    call("patch", merge, options, { patched: true }),
  patchStatus: (_: unknown, __: unknown, { merge }: { merge: object }, options: unknown) =>
    call("patchStatus", merge, options, { statusPatched: true }),
} as unknown as Client;
const verbs = () => calls.map(({ verb }) => verb);

beforeEach(() => {
  calls = [];
  failing = undefined;
  stored = deepFreeze({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { ...key, uid: "u", resourceVersion: "7", labels: { a: "b" } },
    spec: { replicas: 1, paused: true },
    status: { replicas: 1 },
  } as unknown as KubernetesObject);
});

const scale =
  (replicas: number) =>
  (draft: Draft<Deployment>): void => {
    draft.spec = { ...(draft.spec ?? { selector: {}, template: {} }), replicas };
  };

describe("createOrUpdate", () => {
  test("a key of a namespaced kind without a namespace is refused before anything is asked", async () => {
    const asked = createOrUpdate(client, Deployment, { name: "web" }, scale(2));
    await expect(asked).rejects.toThrow('cannot create or update the Deployment "web" without a namespace');
    expect(calls).toEqual([]);
  });

  test("creates what is not there, from its name alone", async () => {
    stored = undefined;
    let draft: unknown;
    const outcome = await createOrUpdate(client, Deployment, key, (object) => {
      draft = structuredClone(object);
      scale(2)(object);
    });
    expect(draft).toEqual({ apiVersion: "apps/v1", kind: "Deployment", metadata: key });
    expect(outcome).toMatchObject({ result: "created", object: { metadata: key, spec: { replicas: 2 } } });
    expect(verbs()).toEqual(["get", "create"]);
  });

  test("replaces what the function changed, on the version that was read", async () => {
    const { result } = await createOrUpdate(client, Deployment, key, scale(2));
    expect(result).toBe("updated");
    expect(calls[1]).toMatchObject({
      verb: "update",
      body: { metadata: { resourceVersion: "7" }, spec: { replicas: 2, paused: true } },
    });
  });

  test("leaves what the function left alone", async () => {
    const outcome = await createOrUpdate(client, Deployment, key, scale(1));
    expect(outcome).toEqual({ result: "unchanged", object: stored });
    expect(verbs()).toEqual(["get"]);
  });

  test("does not take a field of undefined for a change", async () => {
    const { result } = await createOrUpdate(client, Deployment, key, (draft) => {
      Object.assign(draft.metadata, { annotations: undefined });
    });
    expect(result).toBe("unchanged");
  });

  test("lets the function change what the cache has frozen, and leaves the cache's alone", async () => {
    await createOrUpdate(client, Deployment, key, (draft) => {
      draft.metadata.labels = { ...draft.metadata.labels, x: "y" };
      (draft.spec as { replicas: number }).replicas = 5;
    });
    expect(stored).toMatchObject({ spec: { replicas: 1 }, metadata: { labels: { a: "b" } } });
  });

  test("waits for a function that reads something", async () => {
    const { result } = await createOrUpdate(client, Deployment, key, async (draft) => {
      await Promise.resolve();
      scale(9)(draft);
    });
    expect(result).toBe("updated");
  });

  test.each([
    ["name", { name: "other" }],
    ["namespace", { namespace: "other" }],
  ])("refuses a function that changes the %s", async (_, change) => {
    for (const there of [true, false]) {
      if (!there) stored = undefined;
      await expect(
        createOrUpdate(client, Deployment, key, (draft) => void Object.assign(draft.metadata, change)),
      ).rejects.toThrow(/^cannot change name or namespace of the Deployment "shop\/web" to "/);
    }
    expect(verbs()).toEqual(["get", "get"]);
  });

  test("throws what the function throws, and writes nothing", async () => {
    const error = new Error("no");
    await expect(createOrUpdate(client, Deployment, key, () => Promise.reject(error))).rejects.toBe(error);
    expect(verbs()).toEqual(["get"]);
  });

  test("throws a refusal: to read, to create, to replace", async () => {
    failing = { verb: "get", error: apiError(403, "Forbidden") };
    await expect(createOrUpdate(client, Deployment, key, scale(2))).rejects.toMatchObject({ code: 403 });
    expect(verbs()).toEqual(["get"]);
    failing = { verb: "update", error: apiError(409, "Conflict") };
    await expect(createOrUpdate(client, Deployment, key, scale(2))).rejects.toMatchObject({ code: 409 });
    stored = undefined;
    failing = { verb: "create", error: apiError(409, "AlreadyExists") };
    await expect(createOrUpdate(client, Deployment, key, scale(2))).rejects.toMatchObject({ code: 409 });
  });

  test("passes options on to the write, and only the signal to the read", async () => {
    const { signal } = new AbortController();
    const options = { signal, dryRun: true, fieldManager: "me" };
    await createOrUpdate(client, Deployment, key, scale(2), options);
    expect(calls.map((one) => one.options)).toEqual([{ signal }, options]);
  });
});

describe("createOrPatch", () => {
  test("creates what is not there", async () => {
    stored = undefined;
    expect((await createOrPatch(client, Deployment, key, scale(2))).result).toBe("created");
    expect(verbs()).toEqual(["get", "create"]);
  });

  test("sends only what changed, without a version", async () => {
    const outcome = await createOrPatch(client, Deployment, key, scale(2));
    expect(outcome).toEqual({ result: "updated", object: { patched: true } });
    expect(calls[1]).toMatchObject({ verb: "patch", body: { spec: { replicas: 2 } } });
  });

  test("sends what was taken away as null", async () => {
    await createOrPatch(client, Deployment, key, (draft) => {
      delete draft.spec?.paused;
      delete draft.metadata.labels;
    });
    expect(calls[1]?.body).toEqual({ spec: { paused: null }, metadata: { labels: null } });
  });

  test("sends nothing where nothing changed", async () => {
    expect(await createOrPatch(client, Deployment, key, () => {})).toEqual({
      result: "unchanged",
      object: stored,
    });
    expect(verbs()).toEqual(["get"]);
  });

  test("sends the status by itself, to its subresource", async () => {
    const outcome = await createOrPatch(client, Deployment, key, (draft) => {
      draft.status = { ...draft.status, readyReplicas: 1 };
    });
    expect(outcome).toEqual({ result: "updatedStatusOnly", object: { statusPatched: true } });
    expect(calls.slice(1)).toMatchObject([{ verb: "patchStatus", body: { status: { readyReplicas: 1 } } }]);
  });

  test("sends both, the object first", async () => {
    const outcome = await createOrPatch(client, Deployment, key, (draft) => {
      scale(2)(draft);
      delete draft.status;
    });
    expect(outcome.result).toBe("updatedStatus");
    expect(calls.slice(1)).toMatchObject([
      { verb: "patch", body: { spec: { replicas: 2 } } },
      { verb: "patchStatus", body: { status: null } },
    ]);
  });

  test("does not send the status when the object is refused", async () => {
    failing = { verb: "patch", error: apiError(422, "Invalid") };
    const both = (draft: Draft<Deployment>) => {
      scale(2)(draft);
      draft.status = {};
    };
    await expect(createOrPatch(client, Deployment, key, both)).rejects.toMatchObject({ code: 422 });
    expect(verbs()).toEqual(["get", "patch"]);
  });

  test("refuses a function that changes the name", async () => {
    const rename = (draft: Draft<Deployment>) => void (draft.metadata.name = "x");
    await expect(createOrPatch(client, Deployment, key, rename)).rejects.toThrow("cannot change name");
  });
});
