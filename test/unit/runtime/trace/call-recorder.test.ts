import { mkdtempSync, readFileSync, rmSync, writeFileSync, appendFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLogger } from "../../../../src/base/logger.ts";
import { maxRecordedNames, parseRecordedCalls } from "../../../../src/kube/recorded-calls.ts";
import { callRecorder } from "../../../../src/runtime/trace/call-recorder.ts";
import { recordingLogger } from "../../../helpers/recording-logger.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "calls-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => join(folder, ".kubewright", "calls.jsonl");
const read = () => parseRecordedCalls(readFileSync(file(), "utf8"));
const start = (logger = silentLogger) => {
  const record = callRecorder(file(), { operator: "o", by: "test", logger });
  return (method: string, path: string, code = "200") =>
    record({ method, path, code, host: "h", milliseconds: 1, requestBytes: 0 });
};

test("each different call is one line, over restarts and beside others who write", () => {
  start()("GET", "/api/v1/namespaces/default/pods/a");
  const record = start();
  record("GET", "/api/v1/namespaces/default/pods/a");
  record("GET", "/api/v1/pods?watch=true&resourceVersion=5");
  record("GET", "/api/v1/pods?watch=true&resourceVersion=9");
  record("GET", "/version");
  record("PATCH", "/apis/a.com/v1/namespaces/default/dbs/d/status?fieldManager=o", "403");
  expect(readFileSync(file(), "utf8").trim().split("\n")).toHaveLength(4);
  const common = { v: 1, operator: "o", by: "test" };
  expect(read()).toEqual([
    { ...common, verb: "get", apiGroup: "", resource: "pods", namespace: "default", name: "a" },
    { ...common, verb: "watch", apiGroup: "", resource: "pods" },
    { ...common, verb: "get", path: "/version" },
    {
      ...{ ...common, verb: "patch", apiGroup: "a.com", resource: "dbs", subresource: "status" },
      ...{ namespace: "default", name: "d", refused: true },
    },
  ]);
});

test("names of which there are too many are not told apart", () => {
  const record = start();
  for (let index = 0; index < maxRecordedNames + 5; index++)
    record("GET", `/api/v1/namespaces/default/pods/p${index}`);
  record("GET", "/api/v1/namespaces/other/pods/x");
  const calls = read();
  expect(calls).toHaveLength(maxRecordedNames + 2);
  expect(calls.filter((call) => call.manyNames)).toMatchObject([{ verb: "get", namespace: "default" }]);
  expect(calls.filter((call) => call.manyNames && "name" in call)).toEqual([]);
});

test("what nobody answered is no call", () => {
  const record = start();
  record("GET", "/version", "<error>");
  record("GET", "/healthz");
  expect(read()).toMatchObject([{ path: "/healthz" }]);
});

test("a line that was torn is no reason to lose others", () => {
  start()("GET", "/version");
  appendFileSync(file(), '{"v":1,\n');
  start()("GET", "/healthz");
  expect(read()).toHaveLength(2);
});

test("a file that cannot be written is told of once", () => {
  writeFileSync(join(folder, ".kubewright"), "a file");
  const { logger, texts } = recordingLogger();
  const record = start(logger);
  record("GET", "/version");
  record("GET", "/healthz");
  expect(texts()).toEqual(["warn: calls are not recorded"]);
});
