import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { UserError } from "../../base/errors.ts";
import { asRecord, parseLine, recordFields, recordLine, type StoreRecord } from "./record.ts";

const format = "kubewright-sandbox/1";
/** Lines are written in pieces of about this many characters. */
const piece = 1 << 20;

/** Everything that a store holds at a revision. */
export interface State {
  readonly revision: number;
  readonly records: Iterable<StoreRecord>;
}

/** Writes a state to a file, whole or not at all: it is written beside it, forced to the disk, and renamed. Mode 0600. Returns its size in bytes. */
export function writeState(file: string, state: State): number {
  const temporary = `${file}.${process.pid}.tmp`;
  const descriptor = openSync(temporary, "w", 0o600);
  let size = 0;
  try {
    for (const text of stateTexts(state)) size += writeAll(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
  syncFolder(dirname(file));
  return size;
}

/** The text of a state in pieces: a line that says what it is, a line a record, a line with their number. */
export function* stateTexts(state: State): Generator<string> {
  let text = recordLine({ format, revision: state.revision });
  let count = 0;
  for (const record of state.records) {
    text += recordLine(recordFields(record));
    count++;
    if (text.length < piece) continue;
    yield text;
    text = "";
  }
  yield text + recordLine({ end: count });
}

/** A state whose records are at hand. */
export type ReadState = State & { readonly records: StoreRecord[] };

/**
 * Reads what {@link writeState} wrote; undefined where there is no such file.
 *
 * @throws UserError SANDBOX_DATA_DAMAGED with the file and the line that is not as it was written.
 */
export function readState(file: string): ReadState | undefined {
  return existsSync(file) ? parseState(readFileSync(file, "utf8"), file) : undefined;
}

/**
 * Reads what {@link stateTexts} made; `source` is what it is called in errors.
 *
 * @throws UserError SANDBOX_DATA_DAMAGED; SANDBOX_DATA_FORMAT for what another version has written
 */
export function parseState(text: string, source: string): ReadState {
  const lines = text.split("\n");
  const head = parseLine(lines[0] ?? "");
  if (typeof head?.format === "string" && head.format !== format) throw foreign(source, head.format);
  if (head?.format !== format) throw damaged(source, 1);
  const records: StoreRecord[] = [];
  for (const [index, line] of lines.slice(1).entries()) {
    const value = parseLine(line);
    if (value && "end" in value) {
      if (value.end !== records.length) throw damaged(source, index + 2);
      return { revision: Number(head.revision), records };
    }
    const record = value && asRecord(value);
    if (!record) throw damaged(source, index + 2);
    records.push(record);
  }
  throw damaged(source, lines.length);
}

/** The error about a file that is not as it was written. */
export function damaged(file: string, line: number): UserError {
  return new UserError(
    "SANDBOX_DATA_DAMAGED",
    `cannot read "${file}": line ${line} is not as it was written`,
    {
      hint: "restore the folder from a copy or a snapshot, or delete it to begin anew",
    },
  );
}

function foreign(file: string, found: string): UserError {
  return new UserError(
    "SANDBOX_DATA_FORMAT",
    `cannot read "${file}": another version of Kubewright wrote it (${found}, expected ${format})`,
    { hint: "use that version, or delete the folder to begin anew" },
  );
}

/** Writes all of a text, however many calls it takes. Returns its size in bytes. */
export function writeAll(descriptor: number, text: string): number {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
  return bytes.length;
}

/** Makes a rename last; where folders cannot be opened, nothing is needed. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, "r");
    fsyncSync(descriptor);
    closeSync(descriptor);
  } catch (error) {
    if (!["EISDIR", "EPERM", "EACCES", "EINVAL"].includes((error as NodeJS.ErrnoException).code ?? ""))
      throw error;
  }
}
