import type { KubernetesObject, Observed } from "../../kube/object.ts";
import type { Entry } from "./stored-form.ts";

/** What happened to an object. */
export type InformerEvent<T extends KubernetesObject = KubernetesObject> =
  | {
      readonly type: "create";
      readonly object: Observed<T>;
      /** Part of what was there at the start. */ readonly initial: boolean;
    }
  | { readonly type: "update"; readonly object: Observed<T>; readonly old: Observed<T> }
  | {
      readonly type: "delete";
      readonly object: Observed<T>;
      /** The delete itself was missed: this is the last state that was seen. */ readonly stateUnknown: boolean;
    };

type Metadata = Observed<KubernetesObject>["metadata"];

/** What an event is about, to be had without the object being read, which may cost a parse. */
export interface EventSubject {
  readonly metadata: Metadata;
  /** An update without a change: a resync. */
  readonly resync: boolean;
  /** Of an update: what the object was before. */
  readonly previous: Metadata | undefined;
  /** The watch did not bring it, but a list: what happened in between was not seen. */
  readonly relist: boolean;
}

/**
 * Called for each event, in order, after the store was updated. It must return at once: it may only enqueue. What it throws is told, and the
 * other handlers are still called.
 */
export type EventHandler = (event: InformerEvent, subject: EventSubject) => void;

/** An event before its objects are opened. */
export type Change =
  | { readonly type: "create"; readonly entry: Entry; readonly initial: boolean }
  | { readonly type: "update"; readonly entry: Entry; readonly old: Entry }
  | { readonly type: "delete"; readonly entry: Entry; readonly stateUnknown: boolean };

/** Those who are told what happens. */
export class HandlerSet {
  readonly #handlers = new Set<EventHandler>();
  readonly #open: (entry: Entry) => Observed<KubernetesObject>;
  readonly #onFailure: (error: unknown, event: Change["type"]) => void;

  constructor(options: {
    open: (entry: Entry) => Observed<KubernetesObject>;
    onFailure: (error: unknown, event: Change["type"]) => void;
  }) {
    this.#open = options.open;
    this.#onFailure = options.onFailure;
  }

  /** Adds a handler, also one that is there already. Returns it as what it is known by here. */
  add(handler: EventHandler): EventHandler {
    const own: EventHandler = (event, subject) => handler(event, subject);
    this.#handlers.add(own);
    return own;
  }

  remove(own: EventHandler): void {
    this.#handlers.delete(own);
  }

  /** Those who are there now. One that comes later is handed what is in the store then. */
  present(): EventHandler[] {
    return [...this.#handlers];
  }

  /** Tells handlers, those that were removed meanwhile excepted. */
  tell(
    change: Change,
    {
      handlers = this.present(),
      relist = false,
    }: { handlers?: readonly EventHandler[]; relist?: boolean } = {},
  ): void {
    if (handlers.length === 0) return;
    const event = this.#event(change);
    const subject = {
      metadata: change.entry.metadata,
      resync: change.type === "update" && change.old === change.entry,
      previous: change.type === "update" ? change.old.metadata : undefined,
      relist,
    };
    for (const handler of handlers) {
      if (!this.#handlers.has(handler)) continue;
      try {
        handler(event, subject);
      } catch (error) {
        this.#onFailure(error, change.type);
      }
    }
  }

  /** Objects are opened when they are looked at: few handlers do more than enqueue a key. */
  #event(change: Change): InformerEvent {
    const open = this.#open;
    const { entry, type } = change;
    let opened: Observed<KubernetesObject> | undefined;
    const object = () => (opened ??= open(entry));
    if (type === "create")
      return {
        type,
        get object() {
          return object();
        },
        initial: change.initial,
      };
    if (type === "delete")
      return {
        type,
        get object() {
          return object();
        },
        stateUnknown: change.stateUnknown,
      };
    let openedOld: Observed<KubernetesObject> | undefined;
    return {
      type,
      get object() {
        return object();
      },
      get old() {
        return change.old === entry ? object() : (openedOld ??= open(change.old));
      },
    };
  }
}
