import { duplicateField, invalidField } from "../../admission/field-problem.ts";
import { goQuote } from "../../../base/go-quote.ts";
import type { InvalidField } from "../../status-error.ts";

const format = /^([A-Z][A-Za-z0-9]*)(\/[A-Za-z][A-Za-z0-9]*)*$/;

/** What a node says that it can do: sorted, each once. Follows validateNodeDeclaredFeatures of k8s.io/kubernetes/pkg/apis/core/validation. */
export function validateDeclaredFeatures(features: readonly string[], at: string): InvalidField[] {
  return features.flatMap((feature, index) => {
    const next = features[index + 1];
    const place = `${at}[${index + 1}]`;
    const problem = nameProblem(feature);
    return [
      ...(problem ? [invalidField(`${at}[${index}]`, feature, problem)] : []),
      ...(next === feature ? [duplicateField(place, next)] : []),
      ...(next !== undefined && feature > next
        ? [invalidField(place, next, "list must be sorted alphabetically")]
        : []),
    ];
  });
}

function nameProblem(name: string): string | undefined {
  const head = `invalid feature name ${goQuote(name)}`;
  if (Buffer.byteLength(name) > 253) return `${head}: must be no more than 253 characters`;
  if (format.test(name)) return undefined;
  const segments = "must start with an UpperCamelCase segment, with subsequent segments separated by '/'";
  return `${head}: ${segments} (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes`;
}
