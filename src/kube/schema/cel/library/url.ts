import type { CelFunction } from "../function-table.ts";
import { CelError, CelMap, Opaque, type Value } from "../value.ts";
import { parseGoQuery, parseGoUrl, splitHost, type GoUrl } from "./go-url.ts";

/** An absolute URL or an absolute path. */
export class Url extends Opaque {
  readonly type = "kubernetes.URL";
  readonly url: GoUrl;

  constructor(url: GoUrl) {
    super();
    this.url = url;
  }

  equals(other: Opaque): boolean {
    return other instanceof Url && JSON.stringify(other.url) === JSON.stringify(this.url);
  }
}

/** Kubernetes' URL library (k8s.io/apiserver/pkg/cel/library/urls.go). */
export const urls: Readonly<Record<string, CelFunction>> = {
  url: ([text]) => (typeof text === "string" ? required(text) : undefined),
  isURL: ([text]) => (typeof text === "string" ? typeof parseGoUrl(text) !== "string" : undefined),
  ".getScheme": ofUrl(({ scheme }) => scheme),
  ".getHost": ofUrl(({ host }) => host),
  ".getHostname": ofUrl(({ host }) => splitHost(host).hostname),
  ".getPort": ofUrl(({ host }) => splitHost(host).port),
  ".getEscapedPath": ofUrl(({ escapedPath }) => escapedPath),
  ".getQuery": ofUrl(({ query }) => new CelMap(parseGoQuery(query))),
};

function required(text: string): Url {
  const url = parseGoUrl(text);
  if (typeof url === "string") throw new CelError(`URL parse error during conversion from string: ${url}`);
  return new Url(url);
}

function ofUrl(read: (url: GoUrl) => Value): CelFunction {
  return ([self]) => (self instanceof Url ? read(self.url) : undefined);
}
