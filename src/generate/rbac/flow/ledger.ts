import type { ts } from "ts-morph";
import type { PolicyRule } from "../../../kube/rbac.ts";
import { positionOf } from "../../read/problems.ts";
import type { Session } from "../../session.ts";
import type { Need } from "../client-verbs.ts";
import { reportUnknown, rulesFor, type Target } from "../rule-context.ts";
import type { ScopedRule } from "../rbac-tag.ts";
import { taggedAround } from "../tagged-rules.ts";
import type { Requested } from "./requested.ts";
import type { ControllerRecord } from "./value.ts";

/** What a pass has found: calls with what they need, controllers, and calls of which nothing can be told. */
export class Ledger {
  readonly controllers = new Map<string, ControllerRecord>();
  /** Kinds of the project by group and kind. */
  readonly kinds = new Map<string, Target>();
  /** Whether somebody makes owner references to what cannot be told. */
  ownersUnknown = false;
  /** Calls that are under way, the innermost last. */
  readonly stack: ts.Node[] = [];
  readonly #session: Session;
  readonly #rules = new Map<string, { rule: ScopedRule }>();
  readonly #unknown = new Map<ts.Node, { call: ts.Node; message: string }>();

  constructor(session: Session) {
    this.#session = session;
  }

  get rules(): ScopedRule[] {
    return [...this.#rules.values()].map(({ rule }) => rule);
  }

  /** Begins anew, for another pass. */
  clear(): void {
    this.#rules.clear();
    this.#unknown.clear();
    this.controllers.clear();
    this.ownersUnknown = false;
  }

  /** Something is done with resources. Names are of the objects, when all are known. */
  needs(
    targets: readonly Target[],
    needs: readonly Need[],
    { call, names }: { call: ts.Node; names?: readonly string[] | undefined },
  ): void {
    for (const need of needs)
      for (const verb of need.verbs)
        for (const target of targets) {
          const isNamed = names !== undefined && canBeNamed.has(verb);
          const scope = target.scope ? { scope: target.scope } : {};
          const rules = rulesFor([target], [{ ...need, verbs: [verb] }], { call, session: this.#session });
          for (const rule of rules)
            this.rule(isNamed ? { ...rule, resourceNames: [...names] } : rule, { isNamed, ...scope });
        }
  }

  /** A request by its path. */
  requested({ group, resource, url, verb, name }: Requested, call: ts.Node): void {
    if (url !== undefined) this.rule({ nonResourceURLs: [url], verbs: [verb] });
    else if (group !== undefined && resource !== undefined) {
      const [plural = "", subresource] = resource.split("/");
      const need = { verbs: [verb], ...(subresource === undefined ? {} : { subresource }) };
      this.needs([{ group, plural }], [need], { call, names: name === undefined ? undefined : [name] });
    }
  }

  rule(rule: PolicyRule, more: Omit<ScopedRule, "rule"> & { readonly isNamed?: boolean } = {}): void {
    const { isNamed, ...scope } = more;
    const scoped: ScopedRule = { rule, ...scope, ...(isNamed ? { isNamed } : {}) };
    this.#rules.set(JSON.stringify(scoped), { rule: scoped });
  }

  /** Of which no rule can be made; unless a tag around the call, or around one that leads to it, says what it needs. */
  unknown(node: ts.Node, message: string, call: ts.Node): void {
    const isTagged = [call, ...this.stack].some((around) => taggedAround(around, this.#session).length > 0);
    if (!isTagged) this.#unknown.set(node, { call, message });
  }

  report(): void {
    for (const [node, { call, message }] of this.#unknown)
      reportUnknown(node, message, { call, session: this.#session });
  }

  /** More work than such a program should be. */
  reportTooLarge(node: ts.Node): void {
    this.#session.problems.error(positionOf(node), {
      code: "RBAC_UNKNOWN",
      message: "cannot follow all calls of this project: there are too many ways through it",
      hint: "Say what the calls need by @rbac tags, and pass fewer functions from one to the next.",
    });
  }
}

/** Verbs for which the server knows the object's name when it asks. */
const canBeNamed: ReadonlySet<string> = new Set(["get", "update", "patch", "delete"]);
