import type { KubernetesObject, Observed } from "../../kube/object.ts";
import { RawObject } from "../client/raw-object.ts";
import { deepFreeze, type Entry } from "./stored-form.ts";

/** Parsed objects that are kept for the next read: as many as a few runs look at. */
const capacity = 256;

/** Makes of what is kept what is handed out: whole, and frozen unless that is off. What was read last is not parsed again. */
export class EntryOpener {
  readonly #freeze: boolean;
  /** Least lately read first. */
  readonly #parsed = new Map<RawObject, Observed<KubernetesObject>>();

  constructor({ freeze = true }: { freeze?: boolean | undefined }) {
    this.#freeze = freeze;
  }

  open(entry: Entry): Observed<KubernetesObject> {
    if (!(entry instanceof RawObject)) return this.#freeze ? deepFreeze(entry) : entry;
    const object = this.#parsed.get(entry) ?? this.#parse(entry);
    this.#parsed.delete(entry);
    this.#parsed.set(entry, object);
    return object;
  }

  #parse(entry: RawObject): Observed<KubernetesObject> {
    const [oldest] = this.#parsed.keys();
    if (oldest && this.#parsed.size >= capacity) this.#parsed.delete(oldest);
    const object = entry.parse();
    return (this.#freeze ? deepFreeze(object) : object) as Observed<KubernetesObject>;
  }
}
