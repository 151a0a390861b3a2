import { expect, test } from "vitest";
import { DiagnosticError } from "../../../src/base/diagnostic.ts";
import { UserError } from "../../../src/base/errors.ts";
import { describeDiagnostic, describeError } from "../../../src/base/describe-error.ts";

test("the code stands behind the message, the hint on a line of its own", () => {
  const error = new UserError("THING_MISSING", 'cannot find "x"', { hint: "Make it." });
  expect(describeError(error)).toBe('error: cannot find "x" [THING_MISSING]\n  hint: Make it.');
});

test("lines of another program follow the code, and their colon stays before them", () => {
  const error = new UserError("TOOL_FAILED", '"tool" ended with exit code 1:\nfirst\nsecond');
  expect(describeError(error)).toBe('error: "tool" ended with exit code 1 [TOOL_FAILED]:\nfirst\nsecond');
});

test("each diagnostic of a run has its own code, and the run itself none", () => {
  const place = { file: "a.ts", line: 1, column: 2 };
  const error = new DiagnosticError("nothing was written:", [
    { ...place, severity: "error", code: "TAG_UNKNOWN", message: 'unknown tag "@x"', hint: "See the list." },
    { severity: "warning", code: "TAG_USELESS", message: "no effect" },
  ]);
  expect(describeError(error).split("\n")).toEqual([
    "nothing was written:",
    'a.ts:1:2: error: unknown tag "@x" [TAG_UNKNOWN]',
    "  hint: See the list.",
    "warning: no effect [TAG_USELESS]",
  ]);
});

test("a warning of a run that went well looks the same", () => {
  const warning = { severity: "warning", code: "TAG_USELESS", message: "no effect", file: "a.ts" } as const;
  expect(describeDiagnostic(warning)).toBe("a.ts: warning: no effect [TAG_USELESS]");
});
