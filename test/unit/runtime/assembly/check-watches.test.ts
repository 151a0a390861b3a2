import { expect, test } from "vitest";
import { Pod, Secret } from "../../../../src/k8s/core/v1.ts";
import { checkWatches } from "../../../../src/runtime/assembly/check-watches.ts";
import { ConnectionError } from "../../../../src/runtime/client/errors.ts";
import { apiError } from "../../../helpers/memory-client.ts";

const check = (...watches: Parameters<typeof checkWatches>[0]["watches"]) => {
  try {
    checkWatches({ watches });
    return "ready";
  } catch (error) {
    return (error as Error).message;
  }
};
const forbidden = apiError(
  403,
  "Forbidden",
  'secrets is forbidden: User "x" cannot list resource "secrets"\nadd a rule',
);

test("kinds whose first list is not in are named, with the reason where there is one", () => {
  expect(
    check(
      { resource: Pod, synced: false, problem: undefined },
      { resource: Secret, synced: false, problem: new ConnectionError("ECONNREFUSED", "nobody listens") },
    ),
  ).toBe("not in sync: Pod; not in sync: Secret: nobody listens");
});

test.each([401, 403, 404])("a kind that was in sync is named when the server refuses it with %i", (code) => {
  const problem = code === 403 ? forbidden : apiError(code, "");
  const message = problem.message.split("\n")[0];
  expect(
    check({ resource: Pod, synced: true, problem: undefined }, { resource: Secret, synced: true, problem }),
  ).toBe(`cannot watch Secret: ${message}`);
});

test("the same kind in several namespaces is named once for the same reason", () => {
  const watch = { resource: Secret, synced: true, problem: forbidden };
  expect(check(watch, watch)).toBe(
    'cannot watch Secret: secrets is forbidden: User "x" cannot list resource "secrets"',
  );
});

test.each([
  new ConnectionError("ECONNREFUSED", "nobody listens"),
  apiError(429, "TooManyRequests"),
  apiError(410, "Expired"),
  apiError(500, "InternalError"),
])("%s is met by waiting: what was in sync stays ready", (problem) => {
  expect(check({ resource: Secret, synced: true, problem })).toBe("ready");
});
