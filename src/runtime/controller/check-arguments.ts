import {
  checkOptions,
  isFunction,
  isRecord,
  showValue,
  takes,
  takesList,
  type OptionRule,
} from "../../base/check-options.ts";
import { UserError } from "../../base/errors.ts";
import type { DependentListOptions, DependentOptions, ExternalOptions } from "../dependent/dependent.ts";

const by = { code: "CONTROLLER_OPTION_INVALID" } as const;

const watchRules = {
  predicate: takes.function,
  priority: takes.integer,
  cluster: takes.anyText,
};

const ownsRules = { ...watchRules, matchEveryOwner: takes.boolean };

const commonRules = {
  dependsOn: takesList("a list of names of dependents", takes.text.holds),
  ready: takes.function,
  active: takes.function,
  deleted: takes.function,
};

type AnyDependent = DependentOptions<never, never, object, never> &
  DependentListOptions<never, never, object, never>;

const dependentRules: Record<keyof AnyDependent, OptionRule> = {
  ...commonRules,
  desired: takes.function,
  adopt: takes.boolean,
};

const externalRules: Record<keyof ExternalOptions<never, never, object, never>, OptionRule> = {
  ...commonRules,
  read: takes.function,
  create: takes.function,
  update: takes.function,
  delete: takes.function,
};

/**
 * Refuses what is no handle.
 *
 * @throws UserError CONTROLLER_OPTION_INVALID
 */
export function checkHandle(resource: unknown, of: string): void {
  const is =
    isRecord(resource) && typeof resource["kind"] === "string" && takes.text.holds(resource["plural"]);
  if (!is)
    refuse(resource, { of, expected: "a kind's handle, as resource({…}) and kubewright/k8s/… have them" });
}

/** @throws UserError CONTROLLER_OPTION_INVALID */
export function checkOwns(resource: unknown, options: object): void {
  checkHandle(resource, "owns");
  checkOptions(options, ownsRules, { ...by, of: "owns" });
}

/** @throws UserError CONTROLLER_OPTION_INVALID */
export function checkWatches(resource: unknown, map: unknown, options: object): void {
  checkHandle(resource, "watches");
  if (!isFunction(map) && !(isRecord(map) && isFunction(map["handle"])))
    refuse(map, {
      of: "watches",
      expected: "a function from an object to keys, or { handle(event, queue) {} }",
    });
  checkOptions(options, watchRules, { ...by, of: "watches" });
}

/** @throws UserError CONTROLLER_OPTION_INVALID */
export function checkRawSource(source: unknown, map: unknown, options: object): void {
  const of = "watchesRawSource";
  const iterable = typeof source === "object" && source !== null && Symbol.asyncIterator in source;
  if (!isFunction(source) && !iterable)
    refuse(source, { of, expected: "a channel, an async generator function, or what can be iterated" });
  checkFunction(map, of);
  checkOptions(options, { priority: watchRules.priority }, { ...by, of });
}

/** @throws UserError CONTROLLER_OPTION_INVALID */
export function checkFunction(value: unknown, of: string): void {
  if (!isFunction(value)) refuse(value, { of, expected: "a function" });
}

/** @throws UserError CONTROLLER_OPTION_INVALID */
export function checkDependent(name: string, resource: unknown, options: object): void {
  const of = `dependent "${name}"`;
  checkHandle(resource, of);
  checkOptions(options, dependentRules, { ...by, of, required: ["desired"] });
}

/** @throws UserError CONTROLLER_OPTION_INVALID */
export function checkExternal(name: string, options: object): void {
  const required = ["read", "create", "delete"];
  checkOptions(options, externalRules, { ...by, of: `external "${name}"`, required });
}

function refuse(value: unknown, { of, expected }: { of: string; expected: string }): never {
  throw new UserError(by.code, `${of}: cannot take ${showValue(value)}: expected ${expected}`);
}
