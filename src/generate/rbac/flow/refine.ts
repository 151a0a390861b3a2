import type { ts } from "ts-morph";
import type { Machine } from "./machine.ts";
import { ownClient, unknown } from "./store.ts";
import type { Values } from "./value.ts";

/** What a name stands for, where its values do not tell: what its type says, or that it is called a client. */
export function refine(
  values: Values,
  { machine, name, type }: { machine: Machine; name: string; type: ts.TypeNode | undefined },
): Values {
  if (values.length === 0 && machine.store.phase !== "settled") return values;
  const isVague = values.every(({ kind }) => kind === "unknown" || kind === "foreign");
  if (!isVague) return values;
  const typed = machine.typed(type);
  if (typed.length > 0) return typed;
  if (isClientName(name)) return [ownClient];
  return values.length > 0 ? values : [unknown];
}

export function isClientName(name: string): boolean {
  return name.replace(/^#/, "").toLowerCase().endsWith("client");
}
