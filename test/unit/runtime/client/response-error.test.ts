import { afterEach, beforeEach, expect, test } from "vitest";
import { isUnexpectedServerError, type ApiError } from "../../../../src/runtime/client/errors.ts";
import { Transport } from "../../../../src/runtime/client/transport.ts";
import { startScriptedServer, type ScriptedServer, type Step } from "../../../helpers/scripted-server.ts";

let server: ScriptedServer;
let transport: Transport;
beforeEach(async () => {
  server = await startScriptedServer();
  transport = new Transport(server.connection());
});
afterEach(async () => {
  transport.close();
  await server.close();
});

async function failure(step: Step, method: "GET" | "PATCH" | "POST" | "PUT" = "GET"): Promise<ApiError> {
  server.script(step);
  return transport.request({ method, path: "/api/v1/pods?limit=1" }).then(
    () => Promise.reject(new Error("it should have failed")),
    (error: ApiError) => error,
  );
}

test("a Status tells code, reason, message and causes", async () => {
  const causes = [{ reason: "FieldValueInvalid", field: "spec.size", message: "too big" }];
  const error = await failure(({ refuse }) =>
    refuse(422, "Invalid", { message: "size is invalid", details: { causes } }),
  );
  expect(error).toMatchObject({ name: "ApiError", code: 422, reason: "Invalid", message: "size is invalid" });
  expect(error.status.details?.causes).toEqual(causes);
});

test("a body that is no Status is quoted, cut short, with the request", async () => {
  const page = `<html>${"x".repeat(1000)}</html>`;
  const error = await failure(({ response }) =>
    response.writeHead(502, { "content-type": "text/html" }).end(page),
  );
  expect(error.code).toBe(502);
  expect(error.message).toMatch(/^GET \/api\/v1\/pods: the server answered 502: <html>x+$/);
  expect(error.message.length).toBeLessThan(300);
});

test.each(["", "null", "[]", '{"kind":"Pod"}'])("a body of %j still makes an ApiError", async (body) => {
  const error = await failure(({ response }) =>
    response.writeHead(404, { "content-type": "application/json" }).end(body),
  );
  expect(error).toMatchObject({ name: "ApiError", code: 404 });
});

// the cases of client-go's TestTransformResponse and of apimachinery's NewGenericServerResponse
test.each<[number, string, "GET" | "POST"]>([
  [400, "BadRequest", "GET"],
  [401, "Unauthorized", "GET"],
  [403, "Forbidden", "GET"],
  [404, "NotFound", "GET"],
  [405, "MethodNotAllowed", "GET"],
  [406, "NotAcceptable", "GET"],
  [409, "Conflict", "GET"],
  [409, "AlreadyExists", "POST"],
  [413, "", "POST"],
  [415, "UnsupportedMediaType", "POST"],
  [418, "", "GET"],
  [422, "Invalid", "POST"],
  [429, "TooManyRequests", "GET"],
  [500, "InternalError", "GET"],
  [502, "InternalError", "GET"],
  [503, "ServiceUnavailable", "GET"],
  [504, "Timeout", "GET"],
])(
  "a plain %i is of reason %j to a %s, and known not to be from an API server",
  async (code, reason, method) => {
    const step: Step = ({ response }) => response.writeHead(code).end("sorry");
    // credentials are tried once more after a 401
    server.script(step);
    const error = await failure(step, method);
    expect(error).toMatchObject({ code, reason });
    expect(isUnexpectedServerError(error)).toBe(true);
    expect(error.status.details?.causes).toEqual([{ reason: "UnexpectedServerResponse", message: "sorry" }]);
  },
);

test("a refusal whose body breaks off is known by its code", async () => {
  const error = await failure(({ response }) => {
    response.writeHead(409, { "content-type": "application/json", "content-length": "500" });
    response.write('{"kind":');
    response.socket?.end();
  }, "PATCH");
  expect(error).toMatchObject({ name: "ApiError", code: 409 });
});

test.each([
  ["3", 3],
  ["0", 0],
  ["1.5", undefined],
  ["", undefined],
  ["Wed, 21 Oct 2026 07:28:00 GMT", undefined],
])("Retry-After %j means %s seconds", async (header, seconds) => {
  // 404: not tried again, whatever the header says
  const error = await failure(({ refuse }) =>
    refuse(404, "NotFound", { headers: { "retry-after": header } }),
  );
  expect(error.retryAfterSeconds).toBe(seconds);
});

test.each<[number, string, "GET" | "PATCH" | "POST" | "PUT", object | undefined, string]>([
  [415, "UnsupportedMediaType", "PATCH", undefined, "Custom resources take no strategic merge patch"],
  [409, "Conflict", "PUT", undefined, "Read it again and repeat the change"],
  [
    409,
    "Conflict",
    "PATCH",
    { causes: [{ reason: "FieldManagerConflict" }] },
    "take them over with force: true",
  ],
])("a %i (%s) of a %s says what to do", async (code, reason, method, details, hint) => {
  const error = await failure(({ refuse }) => refuse(code, reason, details ? { details } : {}), method);
  expect(error.message).toContain(`refused: ${reason}\n`);
  expect(error.message).toContain(hint);
});

test("a 401 says what to do", async () => {
  const step: Step = ({ refuse }) => refuse(401, "Unauthorized");
  server.script(step);
  expect((await failure(step)).message).toContain("log in again");
});

test.each<[number, string, "GET" | "PATCH" | "POST" | "PUT"]>([
  [409, "AlreadyExists", "POST"],
  [409, "Conflict", "PATCH"],
  [404, "NotFound", "GET"],
  [422, "Invalid", "PUT"],
])("a %i (%s) of a %s is the server's message alone", async (code, reason, method) => {
  expect((await failure(({ refuse }) => refuse(code, reason), method)).message).toBe(`refused: ${reason}`);
});

const user = 'User "system:serviceaccount:default:op"';

test.each([
  [
    `deployments.apps "web" is forbidden: ${user} cannot patch resource "deployments/status" in API group "apps" in the namespace "shop"`,
    'The rule that is missing (in namespace "shop" or in all): apiGroups: ["apps"], resources: ["deployments/status"], verbs: ["patch"].',
  ],
  [
    `nodes is forbidden: ${user} cannot list resource "nodes" in API group "" at the cluster scope: RBAC: not found`,
    'The rule that is missing (for the whole cluster): apiGroups: [""], resources: ["nodes"], verbs: ["list"].',
  ],
  [
    `leases.coordination.k8s.io "op" is forbidden: ${user} cannot get resource "leases" in API group "coordination.k8s.io" in the namespace "shop"`,
    "It is in config/rbac/leader_election_role.yaml: apply that and its binding.",
  ],
  [
    `tokenreviews.authentication.k8s.io is forbidden: ${user} cannot create resource "tokenreviews" in API group "authentication.k8s.io" at the cluster scope`,
    "It is in config/rbac/metrics_auth_role.yaml",
  ],
  [
    `forbidden: ${user} cannot get path "/metrics"`,
    'The rule that is missing: nonResourceURLs: ["/metrics"], verbs: ["get"].',
  ],
])("a 403 of the authorizer names the rule that is missing", async (message, hint) => {
  const error = await failure(({ refuse }) => refuse(403, "Forbidden", { message }));
  expect(error.message.startsWith(message)).toBe(true);
  expect(error.message).toContain(hint);
});

test("a 403 of admission gets no hint about roles, which would lead astray", async () => {
  const message =
    'pods "a" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1';
  const error = await failure(({ refuse }) => refuse(403, "Forbidden", { message }));
  expect(error.message).toBe(message);
});
