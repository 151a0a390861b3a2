import { expect, test } from "vitest";
import { onBothServers } from "./servers.ts";

onBothServers("a review", (server) => {
  const ask = (group: "authentication" | "authorization", resource: string, spec?: object) =>
    server.api.post(`/apis/${group}.k8s.io/v1/${resource}`, spec ? { spec } : {});
  const attributes = { namespace: "default", verb: "get", resource: "pods" };

  test("of the token in use: it is an administrator's", async () => {
    const { status, body } = await ask("authentication", "tokenreviews", { token: server.token });
    expect(status).toBe(201);
    expect(body.status.authenticated).toBe(true);
    expect(body.status.user.groups).toEqual(
      expect.arrayContaining(["system:masters", "system:authenticated"]),
    );
    const self = await ask("authentication", "selfsubjectreviews");
    expect(self.body.status.userInfo.username).toBe(body.status.user.username);
  });

  test("of another token: it is nobody's", async () => {
    const { status, body } = await ask("authentication", "tokenreviews", { token: "made-up" });
    expect(status).toBe(201);
    expect(body.status).toEqual({
      user: {},
      error: expect.stringContaining("invalid bearer token") as unknown,
    });
  });

  test("of no token is refused", async () => {
    const { body } = await ask("authentication", "tokenreviews", { token: "" });
    expect(body).toMatchObject({
      code: 400,
      message: "token is required for TokenReview in authentication",
    });
  });

  test("of an administrator's access: all of it, whatever is asked", async () => {
    const nonResourceAttributes = { path: "/metrics", verb: "get" };
    for (const question of [{ resourceAttributes: attributes }, { nonResourceAttributes }]) {
      const self = await ask("authorization", "selfsubjectaccessreviews", question);
      const about = { user: "somebody", groups: ["system:masters"], ...question };
      const other = await ask("authorization", "subjectaccessreviews", about);
      expect([self.status, self.body.status.allowed]).toEqual([201, true]);
      expect([other.status, other.body.status.allowed]).toEqual([201, true]);
    }
  });

  test("of access to nothing, or to two things at once, is refused", async () => {
    const nothing = await ask("authorization", "selfsubjectaccessreviews", {});
    expect(nothing.body).toMatchObject({
      code: 422,
      message:
        '.authorization.k8s.io "" is invalid: spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    });
    const both = { resourceAttributes: attributes, nonResourceAttributes: { path: "/", verb: "get" } };
    expect((await ask("authorization", "selfsubjectaccessreviews", both)).status).toBe(422);
  });

  test("of one's own rules: everything, in a namespace that must be named", async () => {
    const { status, body } = await ask("authorization", "selfsubjectrulesreviews", { namespace: "default" });
    expect(status).toBe(201);
    expect(body.status.resourceRules).toContainEqual({ verbs: ["*"], apiGroups: ["*"], resources: ["*"] });
    expect(body.status.nonResourceRules).toContainEqual({ verbs: ["*"], nonResourceURLs: ["*"] });
    expect((await ask("authorization", "selfsubjectrulesreviews", {})).body).toMatchObject({
      code: 400,
      message: "no namespace on request",
    });
  });
});
