import type { PodDNSConfig, PodSpec } from "../../../../k8s/core/v1.ts";
import { eachItem, invalidEach, invalidField, requiredField } from "../../../admission/field-problem.ts";
import { validateAddress } from "../../../admission/legacy-address.ts";
import { looseSubdomainProblems } from "../../../admission/text-format.ts";
import type { InvalidField } from "../../../status-error.ts";

/** Follows validatePodDNSConfig of k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
export function validateDnsConfig({ dnsConfig, dnsPolicy }: PodSpec, at: string): InvalidField[] {
  if (dnsPolicy === "None") {
    if (!dnsConfig) return [requiredField(at, "must provide `dnsConfig` when `dnsPolicy` is None")];
    if (!dnsConfig.nameservers?.length)
      return [
        requiredField(
          `${at}.nameservers`,
          "must provide at least one DNS nameserver when `dnsPolicy` is None",
        ),
      ];
  }
  return dnsConfig ? validateContents(dnsConfig, at) : [];
}

function validateContents(config: PodDNSConfig, at: string): InvalidField[] {
  const { nameservers = [], searches = [], options } = config;
  const text = Buffer.byteLength(searches.join(" "));
  const long = "must not have more than 2048 characters (including spaces) in the search list";
  return [
    ...(nameservers.length > 3
      ? [invalidField(`${at}.nameservers`, nameservers, "must not have more than 3 nameservers")]
      : []),
    ...eachItem(nameservers, `${at}.nameservers`, (server, path) => validateAddress(server, { at: path })),
    ...(searches.length > 32
      ? [invalidField(`${at}.searches`, searches, "must not have more than 32 search paths")]
      : []),
    ...(text > 2048 ? [invalidField(`${at}.searches`, searches, long)] : []),
    ...eachItem(searches, `${at}.searches`, validateSearch),
    ...eachItem(options, `${at}.options`, ({ name }, path) =>
      name ? [] : [requiredField(path, "must not be empty")],
    ),
  ];
}

function validateSearch(search: string, at: string): InvalidField[] {
  if (search === ".") return [];
  const domain = search.replace(/\.$/, "");
  return invalidEach(at, domain, looseSubdomainProblems(domain));
}
