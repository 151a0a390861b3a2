import type { Clock } from "../../base/clock.ts";
import type { Logger } from "../../base/logger.ts";
import { keyOf, keyText, type KubernetesObject, type Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import { compareVersions } from "../../kube/resource-version.ts";
import { changedFields, type ChangedField } from "./changed-fields.ts";
import {
  adviseOn,
  describeLoop,
  describeValues,
  writerText,
  type LoopAbout,
  type Party,
} from "./describe-loop.ts";
import { FieldHistory, span, type RunCause, type Verdict } from "./field-history.ts";
import { isIdleChange, stepOf } from "./idle-change.ts";
import { hashOf, inputsOf } from "./inputs-of.ts";

/** A write of a run. */
export interface RunWrite {
  readonly party: Party;
  readonly resource: Resource;
  /** The object that is reconciled, as the run got it. */
  readonly reconciled: Observed<KubernetesObject>;
  readonly before: Observed<KubernetesObject>;
  readonly after: Observed<KubernetesObject>;
  /** Whether nothing but changes of the written object, and the controller's own writes, called the run. */
  readonly answers: boolean;
  /** How the run came about, as seen from a version of the written object. */
  readonly causeOf: (version: string) => RunCause;
}

/** A loop that was found. */
export interface WriteLoop extends LoopAbout {
  readonly resource: Resource;
  readonly written: Observed<KubernetesObject>;
  /** When it was last seen: monotonic milliseconds. */
  readonly at: number;
}

interface ObjectHistory {
  readonly fields: Map<string, FieldHistory>;
  /** A first write, which is not looked at before a second one comes. */
  first: SeenWrite | undefined;
  /** When the object was written last. */
  at: number;
  warnedAt: number | undefined;
  loop: WriteLoop | undefined;
}

/** A write, the state that it was made to, and when. */
interface SeenWrite {
  readonly write: RunWrite;
  readonly before: Observed<KubernetesObject>;
  readonly at: number;
  readonly now: number;
}

/** Settings of {@link WriteLoops}. */
export interface WriteLoopsOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Is told of a loop once per object and hour, with the sentence for people. */
  readonly onLoop?: (loop: WriteLoop, more: { controller: string; note: string }) => void;
  /** Objects and fields of each that are remembered; those written last. */
  readonly limits?: { readonly objects?: number; readonly fields?: number };
}

const hour = 3_600_000;
/** Objects of which the last answer, or the first write, is kept: as many as may be written at the same time. */
const answersLimit = 64;

/**
 * Finds writes that go round in circles: two writers of one field that undo each other's values, and values that change in every run though nothing asks for
 * it. It looks at writes that were sent and changed something; of values it keeps hashes.
 */
export class WriteLoops {
  readonly #options: WriteLoopsOptions;
  readonly #objects = new Map<string, ObjectHistory>();
  readonly #answers = new Map<string, Observed<KubernetesObject>>();
  /** Objects of whose first write everything is kept, in a ring. */
  readonly #firsts: ObjectHistory[] = [];
  #nextFirst = 0;

  constructor(options: WriteLoopsOptions) {
    this.#options = options;
  }

  /** Of how many objects something is remembered. */
  get size(): number {
    return this.#objects.size;
  }

  /** Takes a write in. Most objects are written once in a long time, so that nothing is compared or hashed before a second write comes. */
  note(write: RunWrite): void {
    const { clock } = this.#options;
    const before = this.#stateBefore(write);
    if (!before) return;
    const { uid } = write.after.metadata;
    const [at, now] = [clock.monotonic(), clock.now()];
    const known = this.#objects.get(uid);
    const history = known ?? {
      fields: new Map(),
      first: undefined,
      at,
      warnedAt: undefined,
      loop: undefined,
    };
    const seen = { write, before, at, now };
    if (!known || at - history.at > span) {
      // what was before cannot be in a row with this
      history.fields.clear();
      this.#keepFirst(history, seen);
    } else {
      const { first } = history;
      history.first = undefined;
      if (first) this.#look(history, settled(first, before));
      this.#look(history, seen);
    }
    history.at = at;
    keepLast(this.#objects, uid, { value: history, limit: this.#options.limits?.objects ?? 512 });
  }

  /** Of the oldest of many only that they were: a write holds on to its objects. */
  #keepFirst(history: ObjectHistory, seen: SeenWrite): void {
    const oldest = this.#firsts[this.#nextFirst];
    if (oldest) oldest.first = undefined;
    this.#firsts[this.#nextFirst] = history;
    this.#nextFirst = (this.#nextFirst + 1) % answersLimit;
    history.first = seen;
  }

  #look(history: ObjectHistory, { write, before, at, now }: SeenWrite): void {
    const { limits: { fields: limit = 16 } = {} } = this.#options;
    const changed = changedFields(before, write.after, limit);
    if (changed.length === 0) return;
    const common = { ...commonOf(write, changed, now), at };
    let told = false;
    for (const field of changed) {
      const values = { before: hashOf(field.before), after: hashOf(field.after), step: stepOf(field) };
      const known = fieldOf(history, field.path, limit);
      const verdict = known.note({ ...common, ...values }, write.causeOf);
      if (verdict && !told) this.#tell(history, { write, field, verdict, at });
      told ||= verdict !== undefined;
    }
  }

  /** Loops of the last hour that a controller has a part in, when it reconciles a key. */
  of(party: Party): WriteLoop[] {
    const writer = writerText(party);
    const now = this.#options.clock.monotonic();
    return [...this.#objects.values()].flatMap(({ loop }) => {
      if (!loop || now - loop.at > hour) return [];
      return loop.writers.includes(writer) || loop.others.includes(writer) ? [loop] : [];
    });
  }

  #tell(
    history: ObjectHistory,
    found: { write: RunWrite; field: ChangedField; verdict: Verdict; at: number },
  ): void {
    const { write, field, verdict, at } = found;
    const { resource, after, party } = write;
    const object = `${resource.kind} ${keyText(keyOf(after))}`;
    const loop: WriteLoop = { ...verdict, object, path: field.path, resource, written: after, at };
    history.loop = loop;
    if (history.warnedAt !== undefined && at - history.warnedAt < hour) return;
    history.warnedAt = at;
    const secret = isSecret(write);
    const [text, values] = [describeLoop(loop), describeValues(loop, { ...field, secret })];
    const advice = adviseOn(loop, managersOf(after));
    const { onLoop, logger } = this.#options;
    logger.warn("writes go round in circles", { object, field: field.path, loop: text, values, advice });
    onLoop?.(loop, {
      controller: party.controller,
      note: `${text}. Values: ${values}. To end it, ${advice}.`,
    });
  }

  /**
   * A write that was sent before another was answered was not made to the state that was known then, but to what the other left. Undefined where the
   * answer comes after that to a later write.
   */
  #stateBefore({ before, after }: RunWrite): Observed<KubernetesObject> | undefined {
    const { uid, resourceVersion } = after.metadata;
    const last = this.#answers.get(uid);
    if (last && isOlder(resourceVersion, last)) return undefined;
    keepLast(this.#answers, uid, { value: after, limit: answersLimit });
    return last && isOlder(before.metadata.resourceVersion, last) ? last : before;
  }
}

/** An earlier write with what it left as the cache has it: whoever was answered may have changed the answer meanwhile. */
function settled(seen: SeenWrite, next: Observed<KubernetesObject>): SeenWrite {
  const same = seen.write.after.metadata.resourceVersion === next.metadata.resourceVersion;
  return same ? { ...seen, write: { ...seen.write, after: next } } : seen;
}

function fieldOf({ fields }: ObjectHistory, path: string, limit: number): FieldHistory {
  const known = fields.get(path) ?? new FieldHistory(path);
  keepLast(fields, path, { value: known, limit });
  return known;
}

/** Puts an entry last, and lets the first go when there are too many. */
function keepLast<T>(
  entries: Map<string, T>,
  key: string,
  { value, limit }: { value: T; limit: number },
): void {
  entries.delete(key);
  entries.set(key, value);
  const [oldest] = entries.keys();
  if (entries.size > limit && oldest !== undefined) entries.delete(oldest);
}

function isOlder(version: string, { metadata }: Observed<KubernetesObject>): boolean {
  return (compareVersions(version, metadata.resourceVersion) ?? 0) < 0;
}

function isSecret({ resource }: RunWrite): boolean {
  return resource.kind === "Secret";
}

/** What a write says of each field that it changed. */
function commonOf(
  { party, reconciled, after, answers }: RunWrite,
  changed: readonly ChangedField[],
  now: number,
) {
  // who fights about the reconciled object itself changes what it asks for
  const itself = reconciled.metadata.uid === after.metadata.uid;
  return {
    by: writerText(party),
    of: reconciled.metadata.uid,
    answers,
    version: after.metadata.resourceVersion,
    inputs: inputsOf(reconciled, itself ? changed.map(({ path }) => path) : []),
    idle: changed.every((field) => isIdleChange(field, now)),
  };
}

/** As far as the server's answer names them. */
function managersOf({ metadata }: Observed<KubernetesObject>): string[] {
  return [...new Set((metadata.managedFields ?? []).flatMap(({ manager }) => manager ?? []))];
}
