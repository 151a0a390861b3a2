import { expect, test } from "vitest";
import {
  ApiError,
  ConnectionError,
  isAlreadyExists,
  isConflict,
  isConnectionRefused,
  isExpired,
  isForbidden,
  isGone,
  isInternalError,
  isInvalid,
  isNotFound,
  isTimeout,
  isTooLargeResourceVersion,
  isTooManyRequests,
  isUnauthorized,
} from "../../../../src/runtime/client/errors.ts";
import type { Status, StatusReason } from "../../../../src/kube/status.ts";

function refusal(code: number, reason: StatusReason | "", extra: Partial<Status> = {}): ApiError {
  return new ApiError(code, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    code,
    reason,
    ...extra,
  });
}

const predicates = {
  isAlreadyExists,
  isConflict,
  isExpired,
  isForbidden,
  isGone,
  isInternalError,
  isInvalid,
  isNotFound,
  isTimeout,
  isTooManyRequests,
  isUnauthorized,
};

test.each<[number, StatusReason | "", string[]]>([
  [404, "NotFound", ["isNotFound"]],
  [409, "Conflict", ["isConflict"]],
  [409, "AlreadyExists", ["isAlreadyExists"]],
  [410, "Expired", ["isExpired"]],
  [410, "Gone", ["isExpired", "isGone"]],
  [403, "Forbidden", ["isForbidden"]],
  [401, "Unauthorized", ["isUnauthorized"]],
  [422, "Invalid", ["isInvalid"]],
  [429, "TooManyRequests", ["isTooManyRequests"]],
  [500, "InternalError", ["isInternalError"]],
  [504, "Timeout", ["isTimeout"]],
  // without a reason, from a proxy, the code decides
  [404, "", ["isNotFound"]],
  [409, "", ["isConflict"]],
  [410, "", ["isExpired", "isGone"]],
  [429, "", ["isTooManyRequests"]],
  [500, "", ["isInternalError"]],
  // a reason that is known wins over the code
  [500, "ServerTimeout", []],
  [404, "MethodNotAllowed", []],
])("%i %s is only %s", (code, reason, expected) => {
  const error = refusal(code, reason);
  const true_ = Object.entries(predicates).flatMap(([name, is]) => (is(error) ? [name] : []));
  expect(true_.sort()).toEqual(expected.sort());
});

test("predicates say no to what is no refusal", () => {
  for (const is of Object.values(predicates))
    expect([is(new Error("x")), is(undefined)]).toEqual([false, false]);
});

test("a version from the future is known by its cause, and by the words of older servers", () => {
  const cause = refusal(504, "Timeout", { details: { causes: [{ reason: "ResourceVersionTooLarge" }] } });
  const words = refusal(504, "Timeout", { message: "Too large resource version: 9, current: 3" });
  expect([cause, words, refusal(504, "Timeout")].map(isTooLargeResourceVersion)).toEqual([true, true, false]);
});

test("the wait that is asked for comes from the header, else from the details", () => {
  const status: Status = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    details: { retryAfterSeconds: 7 },
  };
  expect(new ApiError(429, status).retryAfterSeconds).toBe(7);
  expect(new ApiError(429, status, { retryAfterSeconds: 2 }).retryAfterSeconds).toBe(2);
});

test("a refused connection is told from a broken one", () => {
  expect(isConnectionRefused(new ConnectionError("ECONNREFUSED", "no"))).toBe(true);
  expect(isConnectionRefused(new ConnectionError("ECONNRESET", "no"))).toBe(false);
});
