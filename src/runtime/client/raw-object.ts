import type { KubernetesObject, StoredMeta } from "../../kube/object.ts";
import { membersOf, type Range } from "./json-scan.ts";

/** An object as the bytes that came, of which only the metadata is parsed. Its managedFields are gone. */
export class RawObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: StoredMeta;
  /** A character a byte: strings cost the garbage collector less than Buffers do, and text that is not ASCII takes no more room. */
  readonly #bytes: string;

  constructor(parts: { apiVersion: string; kind: string; metadata: StoredMeta; bytes: string }) {
    this.apiVersion = parts.apiVersion;
    this.kind = parts.kind;
    this.metadata = parts.metadata;
    this.#bytes = parts.bytes;
  }

  /** Bytes that are kept. */
  get size(): number {
    return this.#bytes.length;
  }

  /** The whole object, made anew by each call. */
  parse(): KubernetesObject {
    const object = JSON.parse(Buffer.from(this.#bytes, "latin1").toString("utf8")) as KubernetesObject;
    // the server leaves these out of the items of some lists
    object.apiVersion ??= this.apiVersion;
    object.kind ??= this.kind;
    return object;
  }
}

/**
 * Takes the object that is written from `start` to `end`; `own` is what it is when it does not say so itself. The bytes are copied: what comes
 * over the network comes in chunks that hold much else.
 *
 * @throws SyntaxError
 */
export function takeRaw(
  json: Buffer,
  { start, end, own }: Range & { own: { apiVersion: string; kind: string } },
): RawObject {
  const found: { apiVersion?: Range; kind?: Range; metadata?: Range } = {};
  for (const member of membersOf(json, start)) {
    if (member.name !== "apiVersion" && member.name !== "kind" && member.name !== "metadata") continue;
    found[member.name] = member;
    // what comes after need not even be looked at; custom resources have fields of other names before
    if (found.metadata && found.kind && found.apiVersion) break;
  }
  if (!found.metadata) throw new SyntaxError("an object without metadata");
  const text = (range: Range | undefined) => (range ? (parseAt(json, range) as string) : undefined);
  const { metadata } = found;
  const cut = managedFieldsIn(json, metadata);
  return new RawObject({
    apiVersion: text(found.apiVersion) ?? own.apiVersion,
    kind: text(found.kind) ?? own.kind,
    metadata: JSON.parse(textWithout(json, metadata, { cut, encoding: "utf8" })) as StoredMeta,
    bytes: textWithout(json, { start, end }, { cut, encoding: "latin1" }),
  });
}

function parseAt(json: Buffer, { start, end }: Range): unknown {
  return JSON.parse(json.toString("utf8", start, end));
}

/** Where managedFields are, with one of the commas around them. */
function managedFieldsIn(json: Buffer, metadata: Range): Range | undefined {
  let before: Range | undefined;
  let cut: Range | undefined;
  for (const member of membersOf(json, metadata.start)) {
    // with the comma and the space after them, since something follows
    if (cut) return { start: cut.start, end: member.from };
    if (member.name === "managedFields") cut = { start: member.from, end: member.end };
    else before = member;
  }
  return cut && before ? { start: before.end, end: cut.end } : cut;
}

/** A part as text, of which another part is left out. */
function textWithout(
  json: Buffer,
  { start, end }: Range,
  { cut, encoding }: { cut: Range | undefined; encoding: "utf8" | "latin1" },
): string {
  if (!cut) return json.toString(encoding, start, end);
  return json.toString(encoding, start, cut.start) + json.toString(encoding, cut.end, end);
}
