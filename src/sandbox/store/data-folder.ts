import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject } from "../../base/json.ts";
import { lockFolder } from "./folder-lock.ts";
import { Journal } from "./journal.ts";
import type { StoreRecord } from "./record.ts";
import { damaged, readState, writeState, type State } from "./state-file.ts";
import type { Store } from "./store.ts";

/** A journal of less is not worth a new state file. */
const leastJournal = 16 << 20;

/** What a folder keeps beside the objects, so that kubeconfigs of before go on to work. */
export interface Identity {
  readonly token: string;
  readonly port: number;
  readonly authority: { readonly commonName: string; readonly certificate: string; readonly key: string };
}

/**
 * A folder that keeps a store: a state file, a journal of what was written since, and the server's identity. One process has it at
 * a time.
 */
export class DataFolder {
  readonly #folder: string;
  readonly #unlock: () => void;
  readonly #journal: Journal;
  #stateSize = 0;
  #closed = false;

  private constructor(folder: string, options: { unlock: () => void; journal: Journal }) {
    this.#folder = folder;
    this.#unlock = options.unlock;
    this.#journal = options.journal;
  }

  /**
   * Opens a folder, which is made where it is missing, and reads what it keeps; `state` is undefined where it is new.
   *
   * @throws UserError SANDBOX_DATA_IN_USE, SANDBOX_DATA_DAMAGED
   */
  static open(folder: string): { data: DataFolder; state: State | undefined } {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const unlock = lockFolder(join(folder, "lock"), folder);
    try {
      const base = readState(join(folder, "state"));
      const { journal, records } = Journal.open(join(folder, "journal"));
      // a journal without the state that it goes on from says nothing
      if (!base && records.length) throw damaged(join(folder, "journal"), 1);
      const data = new DataFolder(folder, { unlock, journal });
      return { data, state: base && replay(base, records) };
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /** Keeps a store from now on: it is written whole, then write by write. */
  keep(store: Store): void {
    this.#compact(store);
    const append = (record: StoreRecord) => {
      if (this.#journal.size > Math.max(leastJournal, 2 * this.#stateSize)) this.#compact(store);
      this.#journal.append(record);
    };
    store.journalTo(append, (state) => this.replace(state));
  }

  /** Keeps this state instead of what it keeps, whole or not at all. */
  replace(state: State): void {
    this.#stateSize = writeState(join(this.#folder, "state"), state);
    // a crash in between leaves records that the state has already: they are skipped
    this.#journal.clear();
  }

  /** @throws UserError SANDBOX_DATA_DAMAGED */
  readIdentity(): Identity | undefined {
    const file = join(this.#folder, "identity.json");
    if (!existsSync(file)) return undefined;
    const value = parseJson(readFileSync(file, "utf8"));
    if (!isIdentity(value)) throw damaged(file, 1);
    return value;
  }

  writeIdentity(identity: Identity): void {
    const file = join(this.#folder, "identity.json");
    writeFileSync(`${file}.tmp`, JSON.stringify(identity), { mode: 0o600 });
    renameSync(`${file}.tmp`, file);
  }

  /** Gives the folder back; may be called twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#journal.close();
    this.#unlock();
  }

  #compact(store: Store): void {
    this.replace(store.state());
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isIdentity(value: unknown): value is Identity {
  if (!isJsonObject(value) || !isJsonObject(value.authority)) return false;
  const { token, port, authority } = value;
  const texts = [token, authority.commonName, authority.certificate, authority.key];
  return typeof port === "number" && texts.every((text) => typeof text === "string");
}

/** A state with what was written after it. */
export function replay(base: State, records: readonly StoreRecord[]): State {
  const objects = new Map<string, StoreRecord>();
  const idOf = ({ collection, key }: StoreRecord) => `${collection} ${key}`;
  for (const record of base.records) objects.set(idOf(record), record);
  let { revision } = base;
  for (const record of records) {
    if (record.revision <= base.revision) continue;
    revision = Math.max(revision, record.revision);
    if (record.object) objects.set(idOf(record), record);
    else objects.delete(idOf(record));
  }
  return { revision, records: objects.values() };
}
