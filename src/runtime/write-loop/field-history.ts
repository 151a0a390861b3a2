/** How a run came about, as seen from what the run before it wrote: by that alone, by that and what it led to in the same object, by that and more, or by something else. */
export type RunCause = "own" | "echo" | "mixed" | "other";

/** One write's change of one field. Values are hashes. */
export interface FieldWrite {
  /** Monotonic milliseconds. */
  readonly at: number;
  /** The controller and the object that it reconciled. */
  readonly by: string;
  readonly before: string;
  readonly after: string;
  /** The object's version after the write. */
  readonly version: string;
  /** Uid of the object that was reconciled. */
  readonly of: string;
  /** Hash of what that asks for: as long as it is the same, so should be what is written. */
  readonly inputs: string;
  /** Whether nothing but changes of the written object, and the controller's own writes, called the run. */
  readonly answers: boolean;
  /** Whether the write changed nothing but times and the order of lists. */
  readonly idle: boolean;
  /** Where both values are integers, which way it went. */
  readonly step: -1 | 0 | 1;
}

/** What goes round. */
export interface Verdict {
  /** Two writers undo what the other does, or one writes something else each time and is called by that again. */
  readonly type: "alternating" | "changing";
  readonly writes: number;
  readonly milliseconds: number;
  /** Who writes the value that is there now, and who the one before; `""` is somebody outside of this process. */
  readonly writers: readonly string[];
  readonly others: readonly string[];
}

/** Writes that belong together are not further apart than all of this. */
export const span = 5 * 60_000;
/** Writes that flip a field between two values: when each answers the one before, or else. */
const flips = { answering: 4, any: 10 };
/** Writes in a row of which each caused the next run: of times, orders and two values in turn; of any values; of what may be progress. */
const rounds = { idle: 6, any: 30, progress: 1_000 };

/** Writes in a row of one sort. */
interface Row {
  readonly count: number;
  readonly since: number;
}

/** Writes in a row of which each caused the next run. */
interface Chain {
  readonly idle: Row;
  readonly toggling: Row;
  readonly counting: Row;
  readonly any: Row;
}

/** The last writes of one field of an object. */
export class FieldHistory {
  readonly #inStatus: boolean;
  readonly #writes: FieldWrite[] = [];
  #chain: Chain | undefined;

  constructor(path: string) {
    this.#inStatus = /^status\b/.test(path);
  }

  /** Takes a write in; `causeOf` says how the run that wrote came about, as seen from an earlier write's version. */
  note(write: FieldWrite, causeOf: (version: string) => RunCause): Verdict | undefined {
    this.#chain = this.#extended(write, causeOf);
    if (this.#writes.length >= flips.any) this.#writes.shift();
    this.#writes.push(write);
    return this.#alternating(write) ?? this.#changing(write);
  }

  /** Somebody has to put each of two values in the other's place: one writer alone may follow something that goes up and down. */
  #alternating(last: FieldWrite): Verdict | undefined {
    const writes = this.#flipsBefore(last);
    const [first] = writes;
    if (!first || writes.length < (answerEachOther(writes) ? flips.answering : flips.any)) return undefined;
    const [ours, others] = [new Set<string>(), new Set<string>()];
    const sideOf = (value: string) => (value === last.after ? ours : others);
    for (const [index, { before, after, by }] of writes.entries()) {
      sideOf(after).add(by);
      if (index > 0 && writes[index - 1]?.after !== before) sideOf(before).add("");
    }
    if (others.size === 0 || [...ours].some((writer) => others.has(writer))) return undefined;
    return {
      type: "alternating",
      writes: writes.length,
      milliseconds: last.at - first.at,
      writers: [...ours],
      others: [...others],
    };
  }

  /** The last writes that flip the field between two values, while what their writers reconcile stays the same. Oldest first. */
  #flipsBefore(last: FieldWrite): FieldWrite[] {
    const inputs = new Map<string, string>();
    const flipping: FieldWrite[] = [];
    for (const write of this.#writes.toReversed()) {
      const same = write.after === last.after && write.before === last.before;
      const back = write.after === last.before && write.before === last.after;
      const known = inputs.get(write.of) ?? write.inputs;
      if (!(same || back) || known !== write.inputs || last.at - write.at > span) break;
      inputs.set(write.of, known);
      flipping.unshift(write);
    }
    return flipping;
  }

  #changing({ at, by }: FieldWrite): Verdict | undefined {
    const { idle, toggling, counting, any } = this.#chain ?? {};
    const found = [
      idle && idle.count >= rounds.idle && idle,
      toggling && toggling.count >= rounds.idle && toggling,
      any && any.count >= (this.#inStatus ? rounds.progress : rounds.any) && any,
      counting && counting.count >= rounds.progress && counting,
    ].find((row) => row !== undefined && row !== false);
    if (!found) return undefined;
    const { count, since } = found;
    return { type: "changing", writes: count, milliseconds: at - since, writers: [by], others: [] };
  }

  #extended(write: FieldWrite, causeOf: (version: string) => RunCause): Chain {
    const last = this.#writes.at(-1);
    const { at, idle, step } = write;
    const [none, one] = [
      { count: 0, since: at },
      { count: 1, since: at },
    ];
    const cause = last && follows(write, last) ? causeOf(last.version) : "other";
    const chain = this.#chain;
    if (!last || !chain || cause === "other")
      return { idle: idle ? one : none, toggling: one, counting: one, any: one };
    // what else called the run may be what the value follows
    const alone = cause === "own" || (cause === "echo" && !this.#inStatus);
    const counts = step !== 0 && step === last.step;
    return {
      idle: idle ? more(chain.idle, at) : none,
      toggling: alone && write.after === last.before ? more(chain.toggling, at) : one,
      counting: alone && counts ? more(chain.counting, at) : one,
      any: alone ? (counts ? chain.any : more(chain.any, at)) : one,
    };
  }
}

/** Whether the first write of each writer apart, all are by runs that the written object called. */
function answerEachOther(writes: readonly FieldWrite[]): boolean {
  const known = new Set<string>();
  return writes.every(({ by, answers }) => {
    const first = !known.has(by);
    known.add(by);
    return first || answers;
  });
}

function follows(write: FieldWrite, last: FieldWrite): boolean {
  const { at, by, before, inputs } = write;
  return at - last.at <= span && last.by === by && last.after === before && last.inputs === inputs;
}

function more({ count, since }: Row, at: number): Row {
  return count === 0 ? { count: 1, since: at } : { count: count + 1, since };
}
