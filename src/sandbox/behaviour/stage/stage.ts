import type { JsonObject } from "../../../base/json.ts";

/** What must hold of an object for a stage to apply. */
export interface StageExpression {
  /** A path such as `.status.phase`, or `.status.conditions.[] | select(.type == "Ready") | .status`. */
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  readonly values?: readonly string[];
}

/** What a stage does to an object, in this order. */
export interface StageNext {
  /** Merged into the status. Texts may hold `{{ .metadata.name }}` and `{{ Now }}`. */
  readonly status?: JsonObject;
  /** Merged into the rest of the object, as a JSON merge patch. */
  readonly patch?: JsonObject;
  /** Finalizers that are added and taken away. */
  readonly finalizers?: { readonly add?: readonly string[]; readonly remove?: readonly string[] };
  readonly event?: { readonly type: "Normal" | "Warning"; readonly reason: string; readonly message: string };
  readonly delete?: boolean;
}

/**
 * A step in the life of objects of one kind, as data: when an object is as `when` says, then after `delay` it becomes as
 * `next` says. The data of KWOK's stages; see {@link parseStages} for their YAML.
 *
 * @example
 * const ready: Stage = {
 *   name: "ready",
 *   resource: { group: "cache.example.com", kind: "Memcached" },
 *   when: [{ key: ".status.phase", operator: "DoesNotExist" }],
 *   delay: 200,
 *   next: { status: { phase: "Running", observedName: "{{ .metadata.name }}" } },
 * };
 */
export interface Stage {
  readonly name: string;
  readonly resource: { readonly group: string; readonly kind: string };
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly when?: readonly StageExpression[];
  /** Milliseconds; default 0. */
  readonly delay?: number;
  readonly next: StageNext;
}
