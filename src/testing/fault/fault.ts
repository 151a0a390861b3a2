/** A request on its way through a proxy. */
export interface ProxiedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Whether it asks for a watch. */
  readonly watch: boolean;
  /** Number of the client's connection, from 1. */
  readonly connection: number;
}

/** Picks requests. */
export type RequestFilter = (request: ProxiedRequest) => boolean;

/** What goes wrong with a request. */
export type FaultAction =
  /** The server is not asked: this is the answer. The body is a Status unless one is given. */
  | { readonly do: "answer"; readonly status: number; readonly reason?: string; readonly retryAfter?: number }
  /** The connection is reset: before the server gets the request, or after it has answered (a write is done then). */
  | { readonly do: "reset"; readonly at: "request" | "response" }
  /** Nothing goes on until the proxy heals. */
  | { readonly do: "hold" }
  /** The answer's body breaks off after so many bytes: the connection is closed (default), or the body ends as if it were whole. */
  | { readonly do: "cut"; readonly after: number; readonly by?: "close" | "end" }
  /** The answer's body comes in pieces of so many bytes, each after a wait in milliseconds. */
  | { readonly do: "drip"; readonly bytes: number; readonly every: number }
  /** The answer comes as a whole when it is over, as from a buffering proxy. */
  | { readonly do: "buffer" }
  /** The connection ends when nothing has passed for so many milliseconds, as behind a load balancer. */
  | { readonly do: "idle-cut"; readonly after: number };

/** A fault to inject. */
export type Fault = FaultAction & {
  /** Which requests it meets; default each. */
  readonly on?: RequestFilter;
  /** How many requests it meets; default 1. */
  readonly times?: number;
};

/** What an API server would answer with a status code. */
export function refusalBody({ status, reason = "" }: { status: number; reason?: string }): string {
  return JSON.stringify({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: `refused on purpose with ${status}`,
    reason: reason || (reasons[status] ?? ""),
    code: status,
  });
}

const reasons: Readonly<Record<number, string>> = {
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  409: "Conflict",
  410: "Expired",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};
