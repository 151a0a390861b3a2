import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { UserError } from "../../base/errors.ts";
import { badRequest, methodNotAllowed } from "../status-error.ts";
import { parseState, stateTexts, type ReadState } from "../store/state-file.ts";
import { sendValue, writeHead, type Reply } from "./respond.ts";

/** Where a sandbox gives and takes all that it holds: a path that no real server has, for `kubewright sandbox snapshot` and `restore`. */
export const statePath = "/sandbox.kubewright.dev/state";

/** All that a server holds, to be read and to be replaced. */
export interface StateAccess {
  take(): ReadState;
  become(state: ReadState): void;
}

/** GET gives a snapshot, PUT makes everything what a snapshot says. */
export async function serveState(reply: Reply, access: StateAccess): Promise<void> {
  const { request, response } = reply;
  if (request.method === "GET") {
    writeHead(reply, { code: 200, headers: { "Content-Type": "text/plain; charset=utf-8" } });
    return pipeline(Readable.from(stateTexts(access.take())), response);
  }
  if (request.method !== "PUT") throw methodNotAllowed();
  const state = readSent(await readAll(request));
  access.become(state);
  sendValue(reply, { value: { objects: state.records.length } });
}

function readSent(text: string): ReadState {
  try {
    return parseState(text, "the snapshot");
  } catch (error) {
    if (error instanceof UserError) throw badRequest(error.message);
    throw error;
  }
}

/** A body of any size: only who may do everything gets here. */
async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
