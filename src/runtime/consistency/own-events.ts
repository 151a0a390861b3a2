import type { Clock, Timer } from "../../base/clock.ts";
import { keyText, type KubernetesObject, type ObjectKey, type Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { EventSubject, InformerEvent } from "../cache/handler-set.ts";
import { overlaps } from "./in-flight.ts";
import type { SentWrite, WriteObserver } from "./observed-call.ts";

/** A version that a run wrote. */
interface Written {
  /** What the run was about. */
  readonly run: string;
  readonly uid: string | undefined;
  /** The version it was written on top of; "" for a creation. */
  readonly base: string;
  /** Monotonic milliseconds. */
  readonly at: number;
}

/** A write whose answer is not known yet. */
interface Sent {
  readonly run: string;
  readonly write: SentWrite;
  readonly waiting: Set<Waiting>;
}

/** An event that may be that of a write under way. */
interface Waiting {
  readonly sent: Set<Sent>;
  /** Says whether it is, unless that is still open. */
  readonly look: () => void;
}

/** An event of a kind. */
interface Seen {
  readonly resource: Resource;
  readonly event: InformerEvent;
  readonly subject: EventSubject;
}

/** So long an event waits for an answer. */
const patience = 5_000;
/** After this, and beyond so many, what was written is forgotten: its event then leads to a run. */
const [remembered, capacity] = [60_000, 4_096];

/**
 * Tells the events of a controller's own writes in one cluster from those of everybody else's. Only a write that is bound to a version, and a create,
 * are surely the only change between what was there before and their answer; the answer to any other may hold what somebody else wrote, too.
 */
export class OwnEvents {
  readonly #clock: Clock;
  /** By object and version, oldest first. */
  readonly #written = new Map<string, Written>();
  readonly #sent = new Set<Sent>();

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock;
  }

  /** How much is remembered. */
  get size(): number {
    return this.#written.size + this.#sent.size;
  }

  /** What is to be told of each write of a run. */
  writesOf(run: string): WriteObserver {
    return (write) => {
      if (write.base === undefined) return undefined;
      const sent = { run, write, waiting: new Set<Waiting>() };
      this.#sent.add(sent);
      return (answer) => this.#answered(sent, answer);
    };
  }

  /**
   * Calls back once with whether an event is that of a write of this run and nothing else has changed; at once, or when writes of the object that are
   * under way were answered, five seconds later at the latest. What was missed (a relist), deletions, the initial list and resyncs are nobody's own.
   */
  sort(seen: Seen, run: string, then: (own: boolean) => void): void {
    const base = baseOf(seen);
    if (base === undefined || this.#isOwn(seen, base, run)) return then(base !== undefined);
    const sent = this.#underWay(seen, base, run);
    if (sent.length === 0) return then(false);
    const timer: Timer = this.#clock.setTimer(patience, () => end(false));
    const waiting: Waiting = {
      sent: new Set(sent),
      look: () => {
        if (this.#isOwn(seen, base, run)) end(true);
        else if (waiting.sent.size === 0) end(false);
      },
    };
    const end = (own: boolean) => {
      timer.cancel();
      for (const write of sent) write.waiting.delete(waiting);
      then(own);
    };
    for (const write of sent) write.waiting.add(waiting);
  }

  #answered(sent: Sent, answer: Observed<KubernetesObject> | undefined): void {
    this.#sent.delete(sent);
    if (answer) this.#note(sent, answer);
    for (const waiting of sent.waiting) {
      waiting.sent.delete(sent);
      waiting.look();
    }
  }

  #note({ run, write }: Sent, { metadata }: Observed<KubernetesObject>): void {
    const { name, namespace, uid, resourceVersion: version } = metadata;
    const { base = "", resource } = write;
    // nothing was written: the version is somebody else's
    if (version === base) return;
    const at = this.#clock.monotonic();
    this.#written.set(idOf(resource, { name, namespace }, version), { run, uid, base, at });
    for (const [id, { at: then }] of this.#written) {
      if (this.#written.size <= capacity && at - then <= remembered) break;
      this.#written.delete(id);
    }
  }

  #isOwn({ resource, subject: { metadata } }: Seen, base: string, run: string): boolean {
    const written = this.#written.get(idOf(resource, metadata, metadata.resourceVersion));
    if (written?.run !== run || written.base !== base || written.uid !== metadata.uid) return false;
    return this.#clock.monotonic() - written.at <= remembered;
  }

  /** Writes whose answer may be just this version. */
  #underWay({ resource, subject: { metadata } }: Seen, base: string, run: string): Sent[] {
    if (this.#sent.size === 0) return [];
    return [...this.#sent].filter(
      ({ run: writer, write }) =>
        writer === run &&
        write.base === base &&
        write.resource.group === resource.group &&
        write.resource.plural === resource.plural &&
        overlaps(write.place, metadata),
    );
  }
}

/** The version before that of an event; "" for a creation, undefined for what cannot be told apart from a change of somebody else. */
function baseOf({ event, subject }: Seen): string | undefined {
  if (subject.relist || subject.resync || event.type === "delete") return undefined;
  if (event.type === "create") return event.initial ? undefined : "";
  const { previous, metadata } = subject;
  return previous?.uid === metadata.uid ? previous?.resourceVersion : undefined;
}

function idOf({ group, plural }: Resource, key: ObjectKey, version: string): string {
  return `${group}/${plural} ${keyText({ namespace: key.namespace, name: key.name })} ${version}`;
}
