import type { CelFunction, FunctionTable } from "./function-table.ts";
import { arithmetic } from "./library/arithmetic.ts";
import { collections, listIndexOf } from "./library/collections.ts";
import { comparison } from "./library/comparison.ts";
import { conversion, types } from "./library/conversion.ts";
import { Cidr, Ip, network, networkText } from "./library/network.ts";
import { quantity } from "./library/quantity.ts";
import { regex } from "./library/regex.ts";
import { strings } from "./library/strings.ts";
import { time } from "./library/time.ts";
import { isList } from "./value.ts";

/**
 * What a rule of a CRD may call: the language's standard functions, cel-go's strings, sets, optionals and two-variable comprehensions, and
 * Kubernetes' lists, regex, quantity, URL, IP and CIDR libraries (k8s.io/apiserver/pkg/cel/environment/base.go).
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
    ".indexOf": either(strings[".indexOf"], ([self, item]) =>
      isListOf(self) && item !== undefined ? listIndexOf(self, item, false) : undefined,
    ),
    ".lastIndexOf": either(strings[".lastIndexOf"], ([self, item]) =>
      isListOf(self) && item !== undefined ? listIndexOf(self, item, true) : undefined,
    ),
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

function either(first: CelFunction | undefined, second: CelFunction): CelFunction {
  return (args) => first?.(args) ?? second(args);
}
