import { describe, expect, test } from "vitest";
import { readContext, textField } from "../../../../src/runtime/client/kubeconfig-file.ts";

const read = (texts: readonly (string | { text: string; file: string })[], context?: string) =>
  readContext(
    texts.map((text) => (typeof text === "string" ? { text } : text)),
    { context, source: "config" },
  );

const whole = `
current-context: shop
clusters:
- {name: a, cluster: {server: "https://a", certificate-authority: ca.crt}}
contexts:
- {name: shop, context: {cluster: a, user: u, namespace: web}}
users:
- {name: u, user: {client-certificate: /abs/tls.crt, client-key: tls.key, tokenFile: token}}
`;

describe("a context", () => {
  test("has its cluster, its user and its namespace", () => {
    expect(read([whole])).toMatchObject({
      name: "shop",
      namespace: "web",
      cluster: { server: "https://a", "certificate-authority": "ca.crt" },
      user: { tokenFile: "token" },
    });
  });

  test("has paths that start from the folder of the file that names them", () => {
    const { cluster, user } = read([{ text: whole, file: "/etc/kube/config" }]);
    expect(cluster).toEqual({ server: "https://a", "certificate-authority": "/etc/kube/ca.crt" });
    expect(user).toEqual({
      "client-certificate": "/abs/tls.crt",
      "client-key": "/etc/kube/tls.key",
      tokenFile: "/etc/kube/token",
    });
  });

  test("is put together from several files: the first that has a name wins, as does the first current context", () => {
    const contexts = "current-context: shop\ncontexts: [{name: shop, context: {cluster: a, user: u}}]";
    const clusters = "current-context: other\nclusters: [{name: a, cluster: {server: 'https://first'}}]";
    const { cluster, namespace, user } = read([contexts, clusters, whole]);
    expect(cluster.server).toBe("https://first");
    expect(namespace).toBeUndefined();
    expect(user.tokenFile).toBe("token");
  });

  test("may have no user, and empty mappings written as null", () => {
    expect(read(["current-context: x\ncontexts: [{name: x, context: null}]\nusers: null"])).toMatchObject({
      cluster: {},
      user: {},
    });
  });

  test("is read from JSON too", () => {
    const text = JSON.stringify({ "current-context": "x", contexts: [{ name: "x", context: {} }] });
    expect(read([text]).name).toBe("x");
  });
});

describe("what is no kubeconfig is refused with its place", () => {
  test.each([
    ["text", "it is not a mapping"],
    ["- a", "it is not a mapping"],
    ["clusters: {a: b}\ncontexts: [{name: x}]\ncurrent-context: x", '"clusters" is not a list'],
    ["contexts: [{context: {}}]", "contexts[0].name is missing"],
    ["contexts: [{name: a}, {name: b, context: text}]", "contexts[1].context is not a mapping"],
    ["contexts: [{name: x, context: {cluster: 1}}]\ncurrent-context: x", '"cluster" is a number'],
    ["a: [", "cannot read YAML"],
  ])("%j: %s", (text, message) => {
    expect(() => read([text])).toThrow(
      expect.objectContaining({
        code: "KUBECONFIG_INVALID",
        message: expect.stringContaining(message) as string,
      }),
    );
  });
});

describe("a field that holds text", () => {
  test("is undefined when it is left out, null or empty", () => {
    expect([{}, { token: null }, { token: "" }].map((user) => textField(user, "token", "config"))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("is no number: its text would not be what was written, 0123 for example", () => {
    expect(() => textField({ token: 123 }, "token", "config")).toThrow(
      'cannot read kubeconfig config: "token" is a number, expected a string',
    );
    expect(() => textField({ token: [] }, "token", "config")).toThrow('"token" is a list');
  });
});
