import type { IncomingHttpHeaders } from "node:http";
import type { Channel } from "./channel-pools.ts";

/** One HTTP request to the API server. */
export interface TransportRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Absolute path with its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  readonly signal?: AbortSignal;
  /** Milliseconds until the answer is there, for a stream until its head is; of each try; default 30 s. */
  readonly timeout?: number;
  readonly channel?: Channel;
}

/** A parsed answer. */
export interface TransportResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** What happened to a request, for metrics: `code` is the status, or `<error>` when there was no answer. */
export interface RequestObserver {
  (observation: {
    method: string;
    /** With its query. */
    path: string;
    host: string;
    code: string;
    milliseconds: number;
    /** Of its body. */
    requestBytes: number;
  }): void;
}

/** What else metrics are told of. */
export interface TransferObserver {
  /** A request is sent again after an answer of this status, or none (`<error>`). */
  retried?(request: { method: string; host: string; code: string }): void;
  /** An answer's body was read; streams are not told of. */
  received?(answer: { method: string; host: string; bytes: number }): void;
}
