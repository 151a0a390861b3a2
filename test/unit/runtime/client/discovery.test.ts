import { beforeEach, describe, expect, test } from "vitest";
import { apiError } from "../../../helpers/memory-client.ts";
import { resource } from "../../../../src/kube/resource.ts";
import { createDiscovery, isNoMatch, type Discovery } from "../../../../src/runtime/client/discovery.ts";

let documents: Record<string, unknown>;
let asked: string[];
let fail: Error | undefined;
let discovery: Discovery;
beforeEach(() => {
  asked = [];
  fail = undefined;
  documents = {
    "/api": { versions: ["v1"] },
    "/api/v1": list(resourceOf("Pod", "pods"), resourceOf("Node", "nodes", { namespaced: false })),
    "/apis": { groups: [{ name: "apps" }, { name: "example.com" }] },
    "/apis/example.com": group("v1", "v1", "v1beta1"),
    "/apis/example.com/v1": list(
      resourceOf("Widget", "widgetry", { shortNames: ["wd"], categories: ["all"] }),
      resourceOf("Widget", "widgetry/status"),
      resourceOf("Scale", "widgetry/scale"),
    ),
    "/apis/example.com/v1beta1": list(resourceOf("Old", "olds", { namespaced: false })),
  };
  discovery = createDiscovery((path) => {
    asked.push(path);
    if (fail) return Promise.reject(fail);
    return path in documents ? Promise.resolve(documents[path]) : Promise.reject(apiError(404, "NotFound"));
  });
});

function resourceOf(kind: string, name: string, extra: object = {}) {
  return { kind, name, namespaced: true, verbs: ["get"], ...extra };
}
const list = (...resources: object[]) => ({ kind: "APIResourceList", resources });
const group = (preferred: string, ...versions: string[]) => ({
  kind: "APIGroup",
  versions: versions.map((version) => ({ version })),
  preferredVersion: { version: preferred },
});

describe("a kind is found", () => {
  test("by what an object says it is: plural and scope are the server's", async () => {
    expect(await discovery.resource({ apiVersion: "example.com/v1", kind: "Widget" })).toEqual({
      group: "example.com",
      version: "v1",
      kind: "Widget",
      plural: "widgetry",
      scope: "Namespaced",
      apiVersion: "example.com/v1",
      verbs: ["get"],
      shortNames: ["wd"],
      categories: ["all"],
      subresources: ["status", "scale"],
    });
  });

  test("by a handle that guesses the plural", async () => {
    const guessed = resource({ group: "example.com", version: "v1", kind: "Widget" });
    expect(guessed.plural).toBe("widgets");
    expect((await discovery.resource(guessed)).plural).toBe("widgetry");
  });

  test("in the core group", async () => {
    expect(await discovery.resource({ apiVersion: "v1", kind: "Node" })).toMatchObject({
      group: "",
      plural: "nodes",
      scope: "Cluster",
    });
    expect((await discovery.resource({ group: "", kind: "Pod" })).version).toBe("v1");
  });

  test("in the version that the server prefers, or in the next that has it", async () => {
    expect((await discovery.resource({ group: "example.com", kind: "Widget" })).version).toBe("v1");
    expect((await discovery.resource({ group: "example.com", kind: "Old" })).version).toBe("v1beta1");
    documents["/apis/example.com"] = group("v1beta1", "v1", "v1beta1");
    documents["/apis/example.com/v1beta1"] = list(resourceOf("Widget", "widgetry"));
    const fresh = createDiscovery((path) => Promise.resolve(documents[path]));
    expect((await fresh.resource({ group: "example.com", kind: "Widget" })).version).toBe("v1beta1");
  });
});

describe("the server is asked", () => {
  const widget = { apiVersion: "example.com/v1", kind: "Widget" };

  test("once, and only for the version", async () => {
    await discovery.resource(widget);
    await discovery.resource(widget);
    expect(asked).toEqual(["/apis/example.com/v1"]);
  });

  test("once for many who ask at the same time", async () => {
    await Promise.all(Array.from({ length: 10 }, () => discovery.resource(widget)));
    expect(asked).toEqual(["/apis/example.com/v1"]);
  });

  test("again for a kind that was not there: its CustomResourceDefinition may be new", async () => {
    await discovery.resource(widget);
    const gadget = { apiVersion: "example.com/v1", kind: "Gadget" };
    await expect(discovery.resource(gadget)).rejects.toMatchObject({ code: "KIND_NOT_SERVED" });
    documents["/apis/example.com/v1"] = list(resourceOf("Gadget", "gadgets"));
    expect((await discovery.resource(gadget)).plural).toBe("gadgets");
  });

  test("again for a version and a group that were not there", async () => {
    const later = { group: "later.example.com", kind: "Widget" };
    await expect(discovery.resource(later)).rejects.toSatisfy(isNoMatch);
    documents["/apis/later.example.com"] = group("v2", "v2");
    documents["/apis/later.example.com/v2"] = list(resourceOf("Widget", "widgets"));
    expect((await discovery.resource(later)).version).toBe("v2");
  });

  test("again after it could not say, which is no answer to keep", async () => {
    fail = apiError(503, "ServiceUnavailable");
    await expect(discovery.resource(widget)).rejects.toBe(fail);
    fail = undefined;
    expect((await discovery.resource(widget)).plural).toBe("widgetry");
  });
});

describe("a kind that is not there", () => {
  const missing = (name: Parameters<Discovery["resource"]>[0]) =>
    discovery.resource(name).catch((error: unknown) => error);

  test("is told with its neighbours and the nearest of them", async () => {
    expect(await missing({ apiVersion: "example.com/v1", kind: "Widgt" })).toMatchObject({
      code: "KIND_NOT_SERVED",
      message: 'the server has no kind "Widgt" in example.com/v1',
      hint: 'Did you mean "Widget"? Kinds there: Widget.',
    });
    expect(await missing({ group: "example.com", kind: "Nothing" })).toMatchObject({
      message: 'the server has no kind "Nothing" in example.com',
      hint: "Kinds there: Widget, Old.",
    });
  });

  test("in a version that is not there is told the versions", async () => {
    expect(await missing({ apiVersion: "example.com/v3", kind: "Widget" })).toMatchObject({
      message: 'the server has no kind "Widget" in example.com/v3',
      hint: "Versions of the group: v1, v1beta1.",
    });
  });

  test("in a group that is not there is told the nearest group", async () => {
    expect(await missing({ group: "exampel.com", kind: "Widget" })).toMatchObject({
      message: 'the server has no kind "Widget" in exampel.com: there is no such group',
      hint: 'Did you mean the group "example.com"?',
    });
    expect(await missing({ group: "cert-manager.io", kind: "Issuer" })).toMatchObject({
      hint: "Install its CustomResourceDefinition first.",
    });
  });

  test("is not mistaken for another error", async () => {
    expect(isNoMatch(await missing({ group: "example.com", kind: "X" }))).toBe(true);
    expect(isNoMatch(apiError(404, "NotFound"))).toBe(false);
  });
});

test("all kinds of a group are told, without their subresources", async () => {
  expect((await discovery.kinds("example.com")).map(({ kind }) => kind)).toEqual(["Widget"]);
  expect((await discovery.kinds("example.com", "v1beta1")).map(({ kind }) => kind)).toEqual(["Old"]);
  expect(await discovery.kinds("example.com", "v9")).toEqual([]);
  expect(await discovery.kinds("none.example.com")).toEqual([]);
});
