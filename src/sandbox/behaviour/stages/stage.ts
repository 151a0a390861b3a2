import type { ApiObject } from "../../api-object.ts";

/** A step in the life of objects of a kind: for which of them it is, how long it takes, and what it does. */
export interface Stage {
  readonly name: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** Whether an object takes it. Of several that fit, one is drawn by weight. */
  readonly when: (object: ApiObject) => boolean;
  /** Milliseconds from when an object fits until it is done. */
  readonly delay: (object: ApiObject) => number;
  /** The delay is drawn between itself and this, in milliseconds. */
  readonly jitter?: number;
  /** Default 1; one of 0 is taken only where no other fits. */
  readonly weight?: number;
  readonly next: (object: ApiObject, now: Date) => StageEffects;
}

/** What a stage does, in this order. */
export interface StageEffects {
  readonly event?: {
    readonly type?: "Normal" | "Warning";
    readonly reason: string;
    readonly message: string;
  };
  readonly finalizers?: {
    readonly add?: readonly string[];
    readonly remove?: readonly string[];
    /** All go. */
    readonly empty?: boolean;
  };
  /** Deletes the object; nothing after it is done. */
  readonly delete?: boolean;
  /** Merged into the status (RFC 7386): null removes a field, lists are replaced. */
  readonly status?: object;
}

/** While an object has this annotation, stages that it names, by commas, do not go on for it; `*` names all. */
export const holdAnnotation = "sandbox.kubewright.dev/hold";
