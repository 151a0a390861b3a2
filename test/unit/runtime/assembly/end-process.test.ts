import { expect, test } from "vitest";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { endProcess } from "../../../../src/runtime/assembly/end-process.ts";
import { recordingLogger } from "../../../helpers/recording-logger.ts";

test("a process that something keeps alive is told of after one second and ended after ten", async () => {
  const clock = new VirtualClock();
  const { logger, lines } = recordingLogger();
  const codes: number[] = [];
  const host = {
    getActiveResourcesInfo: () => ["Timeout", "TCPSocketWrap", "Timeout"],
    exit: (code: number) => codes.push(code),
  };
  endProcess(logger, { tellMs: 1_000, endMs: 10_000, clock, host });
  await clock.advance(999);
  expect(lines).toEqual([]);
  await clock.advance(1);
  expect(lines).toMatchObject([{ level: "warn", fields: { kept: "Timeout, TCPSocketWrap" } }]);
  await clock.advance(8_999);
  expect(codes).toEqual([]);
  await clock.advance(1);
  expect(codes).toEqual([0]);
});
