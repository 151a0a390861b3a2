import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
} from "yaml";
import type { YamlPath } from "./yaml-document.ts";

/** A whole number that is another one when it is read. */
export interface InexactInteger {
  readonly path: YamlPath;
  readonly text: string;
  readonly read: number;
}

/** Where the parts of a YAML or JSON text stand, and which of its numbers are not read as they are written. */
export class YamlPlaces {
  readonly #lines = new LineCounter();
  readonly #documents: readonly Document[];

  constructor(text: string) {
    // JSON may be indented by tabs, which YAML forbids
    const source = /^\s*[{[]/.test(text) ? text.replaceAll("\t", " ") : text;
    const documents = parseAllDocuments(source, {
      schema: "core",
      logLevel: "silent",
      lineCounter: this.#lines,
    });
    this.#documents = (Array.isArray(documents) ? documents : []).filter(
      (document) => (document.toJS() as unknown) !== null,
    );
  }

  /** Where the value at a path of a non-empty document, or its nearest parent that is there, begins, with its key. Lines and columns start at 1. */
  positionOf(index: number, path: YamlPath): { line: number; column: number } {
    let node: unknown = this.#documents[index]?.contents;
    let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    for (const step of path) {
      const place = stepInto(node, step);
      if (!place) break;
      node = place.node;
      offset = place.offset ?? offset;
    }
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }

  /** The whole numbers within the 64 bits of the API server that a double does not hold, nor gives back as they are written. */
  inexactIntegers(index: number): InexactInteger[] {
    const document = this.#documents[index];
    const found: InexactInteger[] = [];
    if (!document) return found;
    visit(document, {
      Scalar(key, { value, source = "" }, ancestors) {
        if (typeof value === "number" && key !== "key" && isInexact(source, value))
          found.push({ path: pathOf(ancestors, key), text: source, read: value });
      },
    });
    return found;
  }
}

const least = -(2n ** 63n);

function isInexact(source: string, value: number): boolean {
  if (Number.isSafeInteger(value) || !/^[-+]?\d+$/.test(source)) return false;
  const exact = BigInt(source);
  return exact >= least && exact < -least && String(exact) !== String(value);
}

function stepInto(
  node: unknown,
  step: string | number,
): { node: unknown; offset: number | undefined } | undefined {
  if (isSeq(node)) {
    const item: unknown = node.items[Number(step)];
    return isNode(item) ? { node: item, offset: item.range?.[0] } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return pair && { node: pair.value, offset: isNode(pair.key) ? pair.key.range?.[0] : undefined };
}

function pathOf(ancestors: readonly unknown[], last: number | "key" | "value" | null): (string | number)[] {
  const path: (string | number)[] = [];
  for (const [depth, ancestor] of ancestors.entries()) {
    if (isPair(ancestor) && isScalar(ancestor.key)) path.push(String(ancestor.key.value));
    if (!isSeq(ancestor)) continue;
    const next: unknown = ancestors[depth + 1];
    path.push(next === undefined ? Number(last) : ancestor.items.indexOf(next));
  }
  return path;
}
