import { Counter, Histogram, type Registry } from "prom-client";
import type { RequestObserver, TransferObserver } from "../client/transport-request.ts";

const seconds = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];
/** 64 bytes to 16 MiB. */
const bytes = [64, 256, 512, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216];

/** `rest_client_*` of controller-runtime's pkg/metrics/client_go_adapter.go. How long the limit of a client holds requests back is not measured. */
export function createRequestMetrics(registry: Registry): {
  request: RequestObserver;
  transfers: TransferObserver;
} {
  const registers = [registry];
  const requests = new Counter({
    name: "rest_client_requests_total",
    help: "Requests to the API server by code, method and host",
    labelNames: ["code", "method", "host"],
    registers,
  });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({
      name: `rest_client_${name}`,
      help: `${help}, by verb and host`,
      labelNames: ["verb", "host"],
      buckets,
      registers,
    });
  const duration = histogram("request_duration_seconds", "Time until the head of an answer", seconds);
  const sent = histogram("request_size_bytes", "Size of a request's body", bytes);
  const received = histogram("response_size_bytes", "Size of an answer's body", bytes);
  const retries = new Counter({
    name: "rest_client_request_retries_total",
    help: "Requests that were sent again, by the code before, verb and host",
    labelNames: ["code", "verb", "host"],
    registers,
  });
  return {
    request({ method, host, code, milliseconds, requestBytes }) {
      requests.inc({ code, method, host });
      duration.observe({ verb: method, host }, milliseconds / 1_000);
      sent.observe({ verb: method, host }, requestBytes);
    },
    transfers: {
      retried: ({ method, host, code }) => retries.inc({ code, verb: method, host }),
      received: ({ method, host, bytes }) => received.observe({ verb: method, host }, bytes),
    },
  };
}
