import type { CustomResourceDefinition } from "../../../kube/crd.ts";
import {
  forbiddenField,
  invalidField,
  invalidTyped,
  requiredField,
  unsupportedText,
} from "../../admission/field-problem.ts";
import { dns1035Label } from "../../admission/name-format.ts";
import type { InvalidField } from "../../status-error.ts";
import { validateClientConfig } from "../../webhook/validate-client-config.ts";
import type { ClientConfig } from "../../webhook/webhook.ts";

const at = "spec.conversion";
const strategies = ["None", "Webhook"];

interface WebhookConversion {
  readonly clientConfig?: ClientConfig;
  readonly conversionReviewVersions?: readonly string[] | null;
}

/** What is wrong with how versions are converted; `trusting`: certificates are not looked at (apiextensions-apiserver's validateCustomResourceConversion; paths are of its internal form). */
export function validateConversion(
  spec: CustomResourceDefinition["spec"],
  { trusting }: { trusting: boolean },
): InvalidField[] {
  const { strategy, webhook } = (spec.conversion ?? { strategy: "None" }) as {
    strategy?: string;
    webhook?: WebhookConversion;
  };
  const { clientConfig, conversionReviewVersions } = webhook ?? {};
  const versions = conversionReviewVersions ?? [];
  const known = strategies.includes(strategy ?? "");
  const errors = known
    ? []
    : [strategy ? unsupportedText(`${at}.strategy`, strategy, strategies) : requiredField(`${at}.strategy`)];
  if (strategy === "Webhook")
    return [
      ...errors,
      ...(clientConfig
        ? [
            ...validateClientConfig(clientConfig, `${at}.webhookClientConfig`),
            ...(trusting ? [] : bundleErrors(clientConfig)),
          ]
        : [requiredField(`${at}.webhookClientConfig`, "required when strategy is set to Webhook")]),
      ...validateReviewVersions(versions),
    ];
  const needless = "should not be set when strategy is not set to Webhook";
  return [
    ...errors,
    ...(clientConfig ? [forbiddenField(`${at}.webhookClientConfig`, needless)] : []),
    ...(versions.length ? [forbiddenField(`${at}.conversionReviewVersions`, needless)] : []),
  ];
}

/** Whether a webhook's certificates can be read (ValidateCABundle of k8s.io/apiserver/pkg/util/webhook). */
export function bundleErrors({ caBundle = "" }: ClientConfig): InvalidField[] {
  const pem = Buffer.from(caBundle, "base64").toString("utf8");
  const unreadable = pem !== "" && !/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.test(pem);
  if (!unreadable) return [];
  const detail = "unable to load root certificates: unable to parse bytes as PEM block";
  return [invalidTyped(`${at}.webhookClientConfig.caBundle`, caBundle, detail)];
}

function validateReviewVersions(versions: readonly string[]): InvalidField[] {
  const place = `${at}.conversionReviewVersions`;
  if (versions.length === 0) return [requiredField(place)];
  const errors = versions.flatMap((version, index) =>
    versions.indexOf(version) < index
      ? [invalidField(`${place}[${index}]`, version, "duplicate version")]
      : dns1035Label(version).map((problem) => invalidField(`${place}[${index}]`, version, problem)),
  );
  return versions.some((version) => version === "v1" || version === "v1beta1")
    ? errors
    : [...errors, invalidField(place, versions, "must include at least one of v1, v1beta1")];
}
