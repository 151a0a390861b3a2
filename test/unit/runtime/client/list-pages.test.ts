import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Pod } from "../../../../src/k8s/core/v1.ts";
import { isExpired } from "../../../../src/runtime/client/errors.ts";
import { listAll, listPages } from "../../../../src/runtime/client/list-pages.ts";
import { RestClient } from "../../../../src/runtime/client/rest-client.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import { collect } from "../../../helpers/collect.ts";
import { startScriptedServer, type ScriptedServer, type Step } from "../../../helpers/scripted-server.ts";

let server: ScriptedServer;
let transport: Transport;
let client: RestClient;
beforeEach(async () => {
  server = await startScriptedServer();
  transport = new Transport(server.connection());
  client = new RestClient(transport);
});
afterEach(async () => {
  transport.close();
  await server.close();
});

const page =
  (version: string, names: string[], token?: string): Step =>
  ({ json }) =>
    json(200, {
      metadata: { resourceVersion: version, ...(token ? { continue: token, remainingItemCount: 1 } : {}) },
      items: names.map((name) => ({ metadata: { name } })),
    });
const expired: Step = ({ refuse }) => refuse(410, "Expired");
const namesOf = ({ items }: { readonly items: readonly { metadata: { name: string } }[] }) =>
  items.map(({ metadata }) => metadata.name);
const queries = () => server.requests.map(({ query }) => Object.fromEntries(query));

describe("pages", () => {
  test("carry the selectors each, the version only the first", async () => {
    server.script(page("7", ["a", "b"], "next/1"), page("7", ["c"]));
    const pages = await collect(
      listPages(client, Pod, {
        labelSelector: "x=y",
        limit: 2,
        resourceVersion: "5",
        resourceVersionMatch: "NotOlderThan",
      }),
    );
    expect(pages.map(namesOf)).toEqual([["a", "b"], ["c"]]);
    expect(pages.map(({ startsOver }) => startsOver)).toEqual([false, false]);
    expect(queries()).toEqual([
      { labelSelector: "x=y", limit: "2", resourceVersion: "5", resourceVersionMatch: "NotOlderThan" },
      { labelSelector: "x=y", limit: "2", continue: "next/1" },
    ]);
  });

  test("whose token has expired start over with the whole, as of the version that was asked for", async () => {
    server.script(page("7", ["a"], "t"), expired, page("9", ["a", "b", "c"]));
    const pages = await collect(
      listPages(client, Pod, { limit: 1, labelSelector: "x", resourceVersion: "5" }),
    );
    expect(pages.map((one) => [one.startsOver, ...namesOf(one)])).toEqual([
      [false, "a"],
      [true, "a", "b", "c"],
    ]);
    expect(queries().at(-1)).toEqual({ labelSelector: "x", resourceVersion: "5" });
  });

  test("throw where that is asked for", async () => {
    server.script(page("7", ["a"], "t"), expired);
    const failed = await collect(listPages(client, Pod, { onExpired: "throw" })).catch(
      (error: unknown) => error,
    );
    expect(isExpired(failed)).toBe(true);
  });

  test("throw when the very first is refused: there is nothing that could have expired", async () => {
    server.script(expired);
    const failed = await collect(listPages(client, Pod)).catch((error: unknown) => error);
    expect(isExpired(failed)).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  test("throw any other refusal", async () => {
    server.script(page("7", ["a"], "t"), ({ refuse }) => refuse(403, "Forbidden"));
    await expect(collect(listPages(client, Pod))).rejects.toMatchObject({ code: 403 });
  });

  test("are asked for only as they are wanted", async () => {
    server.script(page("7", ["a"], "t"));
    for await (const first of listPages(client, Pod)) {
      expect(namesOf(first)).toEqual(["a"]);
      break;
    }
    expect(server.requests).toHaveLength(1);
  });
});

describe("a whole list", () => {
  test("is of the first page's version, and leads to no other page", async () => {
    server.script(page("7", ["a"], "t"), page("7", ["b"]));
    const list = await listAll(client, Pod);
    expect(namesOf(list)).toEqual(["a", "b"]);
    expect(list.metadata).toEqual({ resourceVersion: "7" });
    expect(queries()[0]).toEqual({ limit: "500" });
  });

  test("holds nothing twice when it had to start over", async () => {
    server.script(page("7", ["a"], "t"), page("7", ["b"], "u"), expired, page("9", ["b", "c"]));
    const list = await listAll(client, Pod);
    expect(namesOf(list)).toEqual(["b", "c"]);
    expect(list.metadata.resourceVersion).toBe("9");
  });

  test("of nothing is empty", async () => {
    server.script(page("7", []));
    expect((await listAll(client, Pod)).items).toEqual([]);
  });
});
