import type { Clock } from "../../base/clock.ts";
import { timeText } from "../../kube/condition.ts";
import type { FieldsMemory } from "../../kube/patch/fields-memory.ts";
import type { Store } from "../store/store.ts";
import type { Admission } from "./admission.ts";
import type { Writer } from "./writer.ts";
import type { ResourceTable } from "./resource-table.ts";
import type { WatchGate } from "./watch-gate.ts";
import type { Answers } from "./suspension.ts";

/** What every verb works on. */
export interface RegistryContext {
  readonly store: Store;
  readonly table: ResourceTable;
  readonly clock: Clock;
  /** A new uid. */
  readonly newUid: () => string;
  /** A name's random end: five characters. */
  readonly newSuffix: () => string;
  /** What looks at writes before they are stored; absent: nothing. */
  readonly admission?: Admission;
  /** What watchers may be told of. */
  readonly gate: WatchGate;
  /** Sets of fields that objects share. */
  readonly fields: FieldsMemory;
  /** What this run has learnt from outside. */
  readonly answers: Answers;
}

/** How a write was asked for. */
export interface WriteOptions extends Writer {
  /** Field manager, or what stands for it. */
  readonly manager: string;
  readonly fieldValidation: "Ignore" | "Warn" | "Strict";
  /** Collects warnings for the client. */
  readonly warn: (message: string) => void;
}

/** What is found in the text of a body beyond its value. */
export interface Body {
  readonly value: unknown;
  /** The text, for messages. */
  readonly text: string;
  /** What the text was read from, where the text may not tell: it may have been no UTF-8. */
  readonly bytes?: Buffer;
  readonly duplicates: readonly string[];
  /** Each key that stands in an object again, with its line; absent where the text was not JSON. */
  readonly repeated?: readonly { readonly key: string; readonly line: number }[];
  /** The first number that is beyond what a float can be. */
  readonly hugeNumber?: string;
  /** Other things that strict reading finds, as the client is told of them. */
  readonly problems?: readonly string[];
}

/** The present as metadata has it. */
export function nowText(context: RegistryContext): string {
  return timeText(new Date(context.clock.now()));
}
