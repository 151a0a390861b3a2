import { goQuote } from "../../base/go-quote.ts";
import { StatusError } from "../status-error.ts";

const largest = 2n ** 64n - 1n;

/** What is wrong with a resourceVersion, in the words of strconv.ParseUint; undefined where nothing is. An empty one is none. */
export function revisionProblem(resourceVersion: string): string | undefined {
  const isNumber = /^\d*$/.test(resourceVersion);
  if (isNumber && BigInt(resourceVersion) <= largest) return undefined;
  const quoted = goQuote(resourceVersion);
  const problem = isNumber ? "value out of range" : "invalid syntax";
  return `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: ${problem}`;
}

/** 504: the client is ahead of the server. Follows NewTooLargeResourceVersionError of k8s.io/apiserver/pkg/storage. */
export function tooLarge(asked: string, current: number, retryAfterSeconds = 1): StatusError {
  const causes = [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }];
  const message = `Timeout: Too large resource version: ${BigInt(asked)}, current: ${current}`;
  const retry = retryAfterSeconds ? { retryAfterSeconds } : {};
  return new StatusError(504, { reason: "Timeout", message, details: { causes, ...retry } });
}
