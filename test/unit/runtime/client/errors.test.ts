import { expect, test } from "vitest";
import {
  ApiError,
  ConnectionError,
  hasStatusCause,
  isAlreadyExists,
  isBadRequest,
  isConflict,
  isConnectionRefused,
  isExpired,
  isForbidden,
  isGone,
  isInternalError,
  isInvalid,
  isMethodNotSupported,
  isNotAcceptable,
  isNotFound,
  isRequestEntityTooLarge,
  isServerTimeout,
  isServiceUnavailable,
  isStoreReadError,
  isTimeout,
  isTooLargeResourceVersion,
  isTooManyRequests,
  isUnauthorized,
  isUnexpectedServerError,
  isUnsupportedMediaType,
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
  isBadRequest,
  isConflict,
  isExpired,
  isForbidden,
  isGone,
  isInternalError,
  isInvalid,
  isMethodNotSupported,
  isNotAcceptable,
  isNotFound,
  isRequestEntityTooLarge,
  isServerTimeout,
  isServiceUnavailable,
  isStoreReadError,
  isTimeout,
  isTooManyRequests,
  isUnauthorized,
  isUnexpectedServerError,
  isUnsupportedMediaType,
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
  [400, "", ["isBadRequest"]],
  [401, "", ["isUnauthorized"]],
  [403, "", ["isForbidden"]],
  [405, "", ["isMethodNotSupported"]],
  [406, "", ["isNotAcceptable"]],
  [413, "", ["isRequestEntityTooLarge"]],
  [415, "", ["isUnsupportedMediaType"]],
  [422, "", ["isInvalid"]],
  [503, "", ["isServiceUnavailable"]],
  [504, "", ["isTimeout"]],
  [400, "BadRequest", ["isBadRequest"]],
  [405, "MethodNotAllowed", ["isMethodNotSupported"]],
  [406, "NotAcceptable", ["isNotAcceptable"]],
  [413, "RequestEntityTooLarge", ["isRequestEntityTooLarge"]],
  [415, "UnsupportedMediaType", ["isUnsupportedMediaType"]],
  [503, "ServiceUnavailable", ["isServiceUnavailable"]],
  [500, "StoreReadError", ["isStoreReadError"]],
  // a reason that is known wins over the code
  [500, "ServerTimeout", ["isServerTimeout"]],
  [404, "MethodNotAllowed", ["isMethodNotSupported"]],
  [409, "InternalError", ["isInternalError"]],
  // but for two codes, which are looked at whatever the reason
  [429, "ServiceUnavailable", ["isServiceUnavailable", "isTooManyRequests"]],
  [413, "Invalid", ["isInvalid", "isRequestEntityTooLarge"]],
  // one that is not known does not
  [404, "Unknown", ["isNotFound"]],
  [409, "SomethingNew" as StatusReason, ["isConflict"]],
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

test("a cause is found by its type", () => {
  const causes = [
    { reason: "FieldManagerConflict", field: ".spec.size" },
    { reason: "UnexpectedServerResponse" },
  ];
  const error = refusal(409, "Conflict", { details: { causes } });
  expect(hasStatusCause(error, "FieldManagerConflict")).toBe(true);
  expect(hasStatusCause(error, "DisruptionBudget")).toBe(false);
  expect(hasStatusCause(new Error("x"), "FieldManagerConflict")).toBe(false);
  expect(isUnexpectedServerError(error)).toBe(true);
});
