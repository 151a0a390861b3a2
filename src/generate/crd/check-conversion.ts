import type { KindVersion } from "../model/kind.ts";
import type { Problems } from "../read/problems.ts";

type Report = (path: readonly (string | number)[], message: string) => void;
type ClientConfig = NonNullable<
  NonNullable<NonNullable<KindVersion["definition"]["conversion"]>["webhook"]>["clientConfig"]
>;

/**
 * Reports what the API server refuses of a conversion (ValidateCustomResourceConversion of k8s.io/apiextensions-apiserver). A webhook without
 * clientConfig is let through: who deploys it knows where it is.
 */
export function checkConversion({ definition, positionOf }: KindVersion, problems: Problems): void {
  const { conversion } = definition;
  if (!conversion) return;
  const report: Report = (path, message) => {
    problems.error(positionOf(["conversion", ...path]), { code: "RESOURCE_INVALID", message });
  };
  const { strategy, webhook } = conversion;
  if (strategy === "None" && webhook)
    report(["webhook"], 'conversion.webhook is there, and the strategy is "None"');
  if (strategy === "Webhook" && !webhook)
    report([], 'conversion lacks "webhook", and the strategy is "Webhook"');
  if (!webhook) return;
  const { conversionReviewVersions: versions, clientConfig } = webhook;
  const path = ["webhook", "conversionReviewVersions"];
  if (!versions.some((version) => version === "v1" || version === "v1beta1"))
    report(path, "conversionReviewVersions must name a version that the API server speaks: v1 or v1beta1");
  if (new Set(versions).size < versions.length)
    report(path, "conversionReviewVersions names a version twice");
  if (clientConfig) checkClientConfig(clientConfig, report);
}

function checkClientConfig({ url, service, caBundle }: ClientConfig, report: Report): void {
  const path = ["webhook", "clientConfig"];
  if ((url === undefined) === (service === undefined))
    report(path, "clientConfig must have either url or service");
  if (url !== undefined) {
    const problem = urlProblem(url);
    if (problem) report([...path, "url"], `url is "${url}": ${problem}`);
  }
  if (service?.path !== undefined && !/^\/(?!.*(^|\/)\.{1,2}(\/|$))[^?#]*$/.test(service.path))
    report([...path, "service", "path"], `path is "${service.path}": expected a path that begins with "/"`);
  if (service?.port !== undefined && (service.port < 1 || service.port > 65535))
    report([...path, "service", "port"], `port is ${service.port}: expected 1 to 65535`);
  if (caBundle !== undefined && !/^[A-Za-z0-9+/]*={0,2}$/.test(caBundle))
    report([...path, "caBundle"], "caBundle must be certificates in base64");
}

/** As ValidateWebhookURL of k8s.io/apiserver/pkg/util/webhook. */
function urlProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return "expected an address";
  const url = new URL(text);
  if (url.protocol !== "https:") return "expected https";
  if (url.username || url.password) return "it may not name a user";
  if (url.search || text.includes("?")) return "it may have no query";
  return url.hash || text.includes("#") ? "it may have no fragment" : undefined;
}
