import { expect, test } from "vitest";
import { parseRequest, requestText } from "../../../../src/runtime/source/reconcile-request.ts";

test("a request comes back from its text, whatever its parts are called", () => {
  const requests = [
    { name: "a" },
    { namespace: "n", name: "a" },
    { name: "system:a|b@c" },
    { cluster: "edge", name: "a" },
    { cluster: "edge", namespace: "n", name: "a" },
  ];
  expect(requests.map((request) => parseRequest(requestText(request)))).toEqual(requests);
  expect(new Set(requests.map(requestText)).size).toBe(requests.length);
});
