import { cacheVerbs } from "./client-verbs.ts";
import type { Ledger } from "./flow/ledger.ts";
import type { ControllerRecord } from "./flow/value.ts";

/**
 * What a controller needs itself: its kind; the status of that, where something of it writes one; its finalizers, where children name it as what they block the
 * deletion of; events, where a handler may record them. One whose handlers are not seen may do all of it.
 */
export function addControllerNeeds(record: ControllerRecord, ledger: Ledger): void {
  const { call, targets, links, uses, holds } = record;
  const has = (...names: string[]) => names.some((name) => links.has(name));
  const children = has("dependent", "dependents", "external");
  const isUnseen = !children && !has("reconcile", "finalize", "timer", "daemon");
  const needs = (verbs: readonly string[], subresource?: string) =>
    ledger.needs(targets, [{ verbs, ...(subresource === undefined ? {} : { subresource }) }], { call });
  needs(cacheVerbs);
  if (holds) needs(["patch"]);
  // admission asks for it of whoever writes an owner reference with blockOwnerDeletion
  const ownsChildren = isUnseen || has("owns", "dependent", "dependents", "finalize");
  if (ownsChildren || ledger.ownersUnknown) needs(["update"], "finalizers");
  if (isUnseen || children || uses.has("status")) needs(["get", "patch", "update"], "status");
  if (isUnseen || uses.has("events"))
    ledger.rule({ apiGroups: ["events.k8s.io"], resources: ["events"], verbs: ["create", "patch"] });
}
