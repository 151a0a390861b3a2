import { readFileSync } from "node:fs";
import { UserError } from "../../base/errors.ts";
import { isJsonObject } from "../../base/json.ts";
import type { SensitiveFields } from "../../kube/sensitive-fields.ts";
import { reportVariable, type ReportRequest } from "../../kube/operator-report.ts";

/**
 * What the environment of a process asks its operator to report; undefined for nothing.
 *
 * @throws UserError REPORT_REQUEST for a variable that `kubewright run` has not set
 */
export function readReportRequest(
  env: Readonly<Record<string, string | undefined>>,
): ReportRequest | undefined {
  const text = env[reportVariable];
  if (!text) return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    if (isJsonObject(value)) return value;
  } catch {
    // the same as any other text
  }
  throw new UserError(
    "REPORT_REQUEST",
    `cannot read ${reportVariable}: expected a JSON object, found ${JSON.stringify(text)}`,
    {
      hint: "The variable is set by kubewright run; take it out of the environment.",
    },
  );
}

/** The fields whose values must not be reported; undefined where they cannot be read. */
export function readSensitiveFields({ sensitiveFile }: ReportRequest): SensitiveFields | undefined {
  if (sensitiveFile === undefined) return undefined;
  try {
    const value = JSON.parse(readFileSync(sensitiveFile, "utf8")) as unknown;
    return isJsonObject(value) ? (value as SensitiveFields) : undefined;
  } catch {
    return undefined;
  }
}
