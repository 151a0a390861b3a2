import { expect, test } from "vitest";
import {
  DiagnosticError,
  formatDiagnostic,
  throwIfErrors,
  type Diagnostic,
} from "../../../src/base/diagnostic.ts";

const problem: Diagnostic = {
  severity: "error",
  code: "TAG_UNKNOWN",
  message: 'unknown tag "@minimun"',
  hint: 'did you mean "@minimum"?',
  file: "src/api/v1/cache.ts",
  line: 12,
  column: 6,
};

test("a problem starts with its place, so that editors and terminals can open it", () => {
  expect(formatDiagnostic(problem)).toBe(
    'src/api/v1/cache.ts:12:6: error: unknown tag "@minimun"\n  hint: did you mean "@minimum"?',
  );
});

test("a problem without a place has no leading colon", () => {
  expect(formatDiagnostic({ severity: "warning", code: "X", message: "careful" })).toBe("warning: careful");
});

test("all problems of a run are in the one error", () => {
  const second = { ...problem, line: 20 };
  const run = () => throwIfErrors("cannot generate manifests:", [problem, second]);
  expect(run).toThrowError(DiagnosticError);
  expect(run).toThrowError(/12:6[^]*20:6/);
});

test("warnings alone do not stop a run", () => {
  throwIfErrors("cannot generate manifests:", [{ ...problem, severity: "warning" }]);
});
