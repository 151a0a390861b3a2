import { equalJson } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";

/**
 * Which mutating webhooks (or policies) of one request are to be called a second time: those that asked for it and were called before a
 * later one changed the object. Follows k8s.io/apiserver/pkg/admission/plugin/webhook/mutating/reinvocationcontext.go.
 */
export class Reinvocation {
  #last: ApiObject | undefined;
  #called = new Set<string>();
  readonly #again = new Set<string>();

  /** The object as it was left, at the end of a round. */
  left(object: ApiObject | undefined): void {
    this.#last = object;
  }

  /** Before a second round: others may have changed the object since. */
  begin(object: ApiObject | undefined): void {
    if (!equalJson(this.#last, object)) this.changed();
  }

  /** The object was changed: those called so far are to see it again. */
  changed(): void {
    for (const id of this.#called) this.#again.add(id);
    this.#called = new Set();
  }

  called(id: string): void {
    this.#called.add(id);
  }

  isDue(id: string): boolean {
    return this.#again.has(id);
  }
}
