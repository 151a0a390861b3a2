import type { CelFunction, FunctionTable } from "./function-table.ts";
import { authorizer } from "./library/authorizer.ts";
import { arithmetic } from "./library/arithmetic.ts";
import { collections, listIndexOf } from "./library/collections.ts";
import { comparison } from "./library/comparison.ts";
import { conversion, types } from "./library/conversion.ts";
import { format } from "./library/format.ts";
import { jsonPatch } from "./library/json-patch.ts";
import { Cidr, Ip, network, networkText } from "./library/network.ts";
import { quantity } from "./library/quantity.ts";
import { regex } from "./library/regex.ts";
import { semver } from "./library/semver.ts";
import { strings } from "./library/strings.ts";
import { time } from "./library/time.ts";
import { urls } from "./library/url.ts";
import { isList } from "./value.ts";

/**
 * What a rule of a CRD may call: the language's standard functions, cel-go's strings, sets, optionals and two-variable comprehensions, and
 * Kubernetes' lists, regex, quantity, URL, IP, CIDR, format and semver libraries (k8s.io/apiserver/pkg/cel/environment/base.go).
 */
export const library: FunctionTable = {
  types,
  global: {
    ...arithmetic,
    ...comparison,
    ...conversion,
    ...time,
    ...strings,
    ...collections,
    ...regex,
    ...quantity,
    ...network,
    ...urls,
    ...format,
    ...semver,
    ...authorizer,
    ...jsonPatch,
    ".isGreaterThan": either(quantity[".isGreaterThan"], semver[".isGreaterThan"]),
    ".isLessThan": either(quantity[".isLessThan"], semver[".isLessThan"]),
    ".compareTo": either(quantity[".compareTo"], semver[".compareTo"]),
    ".indexOf": either(strings[".indexOf"], ([self, item]) =>
      isListOf(self) && item !== undefined ? listIndexOf(self, item, false) : undefined,
    ),
    ".lastIndexOf": either(strings[".lastIndexOf"], ([self, item]) =>
      isListOf(self) && item !== undefined ? listIndexOf(self, item, true) : undefined,
    ),
    ".reverse": either(strings[".reverse"], collections[".reverse"]),
    string: either(conversion.string, ([value]) =>
      value instanceof Ip || value instanceof Cidr ? networkText(value) : undefined,
    ),
  },
};

function isListOf(
  value: Parameters<CelFunction>[0][number] | undefined,
): value is Parameters<CelFunction>[0] {
  return value !== undefined && isList(value);
}

function either(first: CelFunction | undefined, second: CelFunction | undefined): CelFunction {
  return (args) => first?.(args) ?? second?.(args);
}
