import { data } from "./store.ts";
import type { Scope, Values } from "./value.ts";

/** What `this` is in a scope. */
export function selfOf(scope: Scope): Values {
  for (let around: Scope | undefined = scope; around; around = around.parent)
    if (around.self) return around.self;
  return [data];
}
