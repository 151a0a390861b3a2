import { request } from "node:https";
import { connect } from "node:net";
import { basename } from "node:path";
import { sleep } from "../../base/lifetime.ts";
import type { Clock } from "../../base/clock.ts";
import { UserError } from "../../base/errors.ts";
import type { Program } from "./program.ts";

const pollMs = 30;
const answerTimeoutMs = 2000;

/**
 * Asks until the answer is yes.
 *
 * @throws UserError CONTROL_PLANE_START when the program ends first or `timeoutMs` pass, with the last lines it wrote.
 */
export async function waitUntilReady(
  program: Program,
  options: { isReady: () => Promise<boolean>; clock: Clock; signal: AbortSignal; timeoutMs: number },
): Promise<void> {
  const { isReady, clock, signal, timeoutMs } = options;
  const deadline = clock.now() + timeoutMs;
  const gone = program.ended.then(() => false);
  while (!(await Promise.race([isReady(), gone]))) {
    signal.throwIfAborted();
    if (program.hasEnded()) throw notStarted(program, "ended while it started");
    if (clock.now() >= deadline) throw notStarted(program, `was not ready within ${timeoutMs / 1000} s`);
    await sleep(pollMs, { clock, signal });
  }
}

/** Whether something listens on a loopback port. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => finish(true)).once("error", () => finish(false));
  });
}

/** Whether the API server says that it is ready and has made the namespace "default", which it does a moment later. */
export async function isApiReady(access: { port: number; ca: string; token: string }): Promise<boolean> {
  return (await answers200("/readyz", access)) && (await answers200("/api/v1/namespaces/default", access));
}

function answers200(path: string, access: { port: number; ca: string; token: string }): Promise<boolean> {
  const { port, ca, token } = access;
  const headers = { authorization: `Bearer ${token}` };
  return new Promise((resolve) => {
    const target = {
      host: "127.0.0.1",
      port,
      path,
      ca,
      agent: false,
      headers,
      timeout: answerTimeoutMs,
    } as const;
    const question = request(target, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    question.on("error", () => resolve(false));
    question.on("timeout", () => question.destroy());
    question.end();
  });
}

function notStarted(program: Program, what: string): UserError {
  return new UserError(
    "CONTROL_PLANE_START",
    `${basename(program.file, ".exe")} ${what}:\n${program.lastLines(15)}`,
  );
}
