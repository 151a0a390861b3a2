import { itemsOf } from "./items.ts";
import type { Machine } from "./machine.ts";
import { data, join, unknown } from "./store.ts";
import type { Call, ListValue, Value, Values } from "./value.ts";

/** What could ask a server, when it is handed to code that cannot be read. */
const mighty: ReadonlySet<Value["kind"]> = new Set(["client", "untyped", "subresource", "context"]);

/**
 * A call of what cannot be read: functions that it is given are run, with what it could give them. A client in the hands of such code may do anything, which is noted
 * down.
 */
export function outsideCall(machine: Machine, callee: Value, call: Call): Values {
  const lists = itemsOf(join(...call.args).filter(({ kind }) => kind === "list"));
  if (callee.kind === "foreign") {
    reportMighty(machine, callee, call);
    // it may put something into a list
    for (const value of join(...call.args))
      if (value.kind === "list" && isEmpty(value)) machine.store.add(value.rest, [callee]);
  }
  for (const value of join(...call.args)) runGiven(machine, value, { call, items: lists });
  return callee.kind === "foreign" ? [callee] : [callee.kind === "unknown" ? unknown : data];
}

function isEmpty({ items, rest }: ListValue): boolean {
  return items.length === 0 && rest.values.size === 0;
}

function runGiven(machine: Machine, value: Value, { call, items }: { call: Call; items: Values }): void {
  if (value.kind !== "function") return;
  const args = value.node.parameters.map((_, index) => (index === 0 && items.length > 0 ? items : []));
  const ways = items.length > 0 && args.length > 0 ? items.map((item) => [[item], ...args.slice(1)]) : [args];
  for (const way of ways) machine.invoke(value, { node: call.node, args: way });
}

function reportMighty(machine: Machine, callee: Extract<Value, { kind: "foreign" }>, call: Call): void {
  for (const [index, values] of call.args.entries()) {
    const found = values.find((value) => isMighty(value, []));
    if (!found) continue;
    if (found.kind === "context") found.record.uses.add("status").add("events");
    // a name that nothing declares is no program yet
    if (found.kind === "context" && callee.module === undefined) continue;
    const at = call.given[index] ?? call.node;
    machine.ledger.unknown(
      at,
      `cannot tell what "${callee.name}" does with "${at.getText()}", as its code is not part of this project`,
      call.node,
    );
  }
}

function isMighty(value: Value, passed: readonly Value[]): boolean {
  if (value.kind === "method") return isMighty(value.of, passed);
  if (mighty.has(value.kind)) return value.kind !== "client" || !value.elsewhere;
  if (value.kind === "bound") return isMighty(value.target, passed);
  if (value.kind !== "object" || passed.includes(value) || passed.length > 4) return false;
  const inside = [...value.fields.values(), value.bases, value.others].flatMap(({ values }) => [
    ...values.values(),
  ]);
  return inside.some((inner) => isMighty(inner, [...passed, value]));
}
