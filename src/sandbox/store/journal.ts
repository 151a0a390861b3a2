import { closeSync, existsSync, ftruncateSync, openSync, readFileSync } from "node:fs";
import { asRecord, parseLine, recordFields, recordLine, type StoreRecord } from "./record.ts";
import { damaged, writeAll } from "./state-file.ts";

/**
 * A file to which each write is added before it counts. What has been added is in the system's hands: it outlives this process,
 * however it ends (but not the machine's power).
 */
export class Journal {
  readonly #descriptor: number;
  #size: number;

  private constructor(descriptor: number, size: number) {
    this.#descriptor = descriptor;
    this.#size = size;
  }

  /**
   * Opens a journal and reads it. A last line that was not written to its end is cut off: nobody was told of it.
   *
   * @throws UserError SANDBOX_DATA_DAMAGED for a line that is wrong though others follow it.
   */
  static open(file: string): { journal: Journal; records: StoreRecord[] } {
    const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
    const { records, size } = readRecords(file, bytes);
    const descriptor = openSync(file, "a", 0o600);
    if (size < bytes.length) ftruncateSync(descriptor, size);
    return { journal: new Journal(descriptor, size), records };
  }

  /** In bytes. */
  get size(): number {
    return this.#size;
  }

  /** Adds a record. Where that fails, as on a full disk, the file is as before. */
  append(record: StoreRecord): void {
    try {
      this.#size += writeAll(this.#descriptor, recordLine(recordFields(record)));
    } catch (error) {
      ftruncateSync(this.#descriptor, this.#size);
      throw error;
    }
  }

  /** Forgets everything: what was in it is in a state file now. */
  clear(): void {
    ftruncateSync(this.#descriptor, 0);
    this.#size = 0;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function readRecords(file: string, bytes: Buffer): { records: StoreRecord[]; size: number } {
  const records: StoreRecord[] = [];
  let start = 0;
  for (let number = 1; start < bytes.length; number++) {
    const end = bytes.indexOf(10, start);
    const value = end < 0 ? undefined : parseLine(bytes.toString("utf8", start, end));
    const record = value && asRecord(value);
    if (!record) {
      if (end < 0 || end === bytes.length - 1) return { records, size: start };
      throw damaged(file, number);
    }
    records.push(record);
    start = end + 1;
  }
  return { records, size: start };
}
