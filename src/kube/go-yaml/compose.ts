import { goQuote } from "../../base/go-quote.ts";
import { inKeyOrder } from "../../base/go-text.ts";
import { setKey, type JsonObject } from "../../base/json.ts";
import { GoYamlError, NotRead, TooDeep, UnsupportedValue } from "./errors.ts";
import { deepestRead, type YamlNode } from "./parser.ts";
import { resolveScalar, type Scalar } from "./resolve.ts";

/** Characters of texts that aliases may add. */
const mostAliased = 32_000_000;

/**
 * The value of a document as JSON, with keys in their order, and the keys that it has twice, of which the last value counts. Follows decode.go of go.yaml.in/yaml/v2, and
 * convertToJSONableObject of sigs.k8s.io/yaml.
 *
 * @throws GoYamlError, UnsupportedValue, TooDeep, NotRead
 */
export function composeValue(node: YamlNode): { value: unknown; duplicates: string[] } {
  const composer = new ValueComposer();
  const value = inKeyOrder(toJson(composer.value(node)));
  return { value, duplicates: composer.duplicates };
}

/** A map before its keys are texts: 1 and "1" are two keys. */
class GoMap {
  readonly entries = new Map<string, { readonly key: GoValue; value: GoValue }>();
}

type GoValue = Scalar | GoMap | readonly GoValue[];

class ValueComposer {
  readonly duplicates: string[] = [];
  /** Aliases that are being read. */
  readonly #open = new Set<YamlNode>();
  /** The document itself is one. */
  #decoded = 1;
  #aliased = 0;
  #aliasDepth = 0;
  #depth = 0;
  #characters = 0;

  value(node: YamlNode): GoValue {
    this.#count(node);
    switch (node.kind) {
      case "alias":
        return this.#alias(node, (target) => this.value(target));
      case "scalar":
        return scalarOf(node);
      case "sequence":
        return this.#inside(() => node.children.map((child) => this.value(child)));
      case "mapping": {
        const map = new GoMap();
        this.#inside(() => this.#fill(map, node));
        return map;
      }
    }
  }

  #inside<T>(read: () => T): T {
    if (++this.#depth > deepestRead) throw new TooDeep();
    const result = read();
    this.#depth--;
    return result;
  }

  /** What is made of aliases must be a part of the whole only, the smaller the larger that is. */
  #count({ value }: YamlNode): void {
    this.#decoded++;
    if (this.#aliasDepth === 0) return;
    this.#aliased++;
    if (
      this.#aliased > 100 &&
      this.#decoded > 1000 &&
      this.#aliased / this.#decoded > allowedRatio(this.#decoded)
    )
      throw new GoYamlError("document contains excessive aliasing");
    this.#characters += value.length;
    if (this.#characters > mostAliased)
      throw new NotRead("YAML whose aliases stand for more than 32 MB of text");
  }

  #alias<T>(node: YamlNode, read: (target: YamlNode) => T): T {
    if (this.#open.has(node)) throw new GoYamlError(`anchor '${node.value}' value contains itself`);
    this.#open.add(node);
    this.#aliasDepth++;
    const result = this.#inside(() => read(node.alias as YamlNode));
    this.#aliasDepth--;
    this.#open.delete(node);
    return result;
  }

  #fill(map: GoMap, { children }: YamlNode): void {
    for (let index = 0; index < children.length; index += 2) {
      const [keyNode, valueNode] = [children[index], children[index + 1]] as [YamlNode, YamlNode];
      if (isMerge(keyNode)) {
        this.#merge(map, valueNode);
        continue;
      }
      const key = this.value(keyNode);
      if (key instanceof GoMap || Array.isArray(key))
        throw new GoYamlError(`invalid map key: ${goSyntax(key)}`);
      const id = `${(key as Scalar).tag} ${String((key as Scalar).value)}`;
      const value = this.value(valueNode);
      if (map.entries.has(id))
        this.duplicates.push(`line ${valueNode.line + 1}: key ${goSyntax(key)} already set in map`);
      map.entries.set(id, { key, value });
    }
  }

  /** Puts the entries of a map, or of each map of a list from the last on, into another. */
  #merge(map: GoMap, node: YamlNode): void {
    const maps = node.kind === "sequence" ? node.children.toReversed() : [node];
    for (const one of maps) {
      if ((one.alias ?? one).kind !== "mapping")
        throw new GoYamlError("map merge requires map or sequence of maps as the value");
      this.#count(one);
      if (one.kind !== "alias") this.#fill(map, one);
      else
        this.#alias(one, (target) => {
          this.#count(target);
          this.#fill(map, target);
        });
    }
  }
}

/** Follows allowedAliasRatio: from 0.99 for small documents down to 0.1. */
function allowedRatio(decoded: number): number {
  const [low, high] = [400_000, 4_000_000];
  return 0.99 - (0.89 * (Math.min(Math.max(decoded, low), high) - low)) / (high - low);
}

function isMerge({ kind, value, implicit, tag }: YamlNode): boolean {
  return kind === "scalar" && value === "<<" && (implicit || tag === "tag:yaml.org,2002:merge");
}

function scalarOf({ tag, implicit, value }: YamlNode): Scalar {
  return tag === "" && !implicit ? { tag: "!!str", value } : resolveScalar(tag, value);
}

/** How Go prints a value as source (`%#v`). */
function goSyntax(value: GoValue): string {
  if (value instanceof GoMap) {
    const entries = [...value.entries.values()].map(
      (entry) => `${goSyntax(entry.key)}:${goSyntax(entry.value)}`,
    );
    return `map[interface {}]interface {}{${entries.join(", ")}}`;
  }
  if (isList(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  if (value.tag === "!!null") return "interface {}(nil)";
  if (value.tag === "!!int") return value.digits;
  return typeof value.value === "string" ? goQuote(value.value) : String(value.value);
}

function isList(value: GoValue): value is readonly GoValue[] {
  return Array.isArray(value);
}

function toJson(value: GoValue): unknown {
  if (isList(value)) return value.map(toJson);
  if (!(value instanceof GoMap)) return scalarToJson(value);
  const object: JsonObject = {};
  for (const { key, value: inner } of value.entries.values())
    setKey(object, keyText(key as Scalar, inner), toJson(inner));
  return object;
}

function scalarToJson({ value }: Scalar): unknown {
  if (typeof value !== "number" || Number.isFinite(value)) return value;
  const shown = Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  throw new UnsupportedValue(`json: unsupported value: ${shown}`);
}

function keyText(key: Scalar, value: GoValue): string {
  switch (key.tag) {
    case "!!null":
      throw new UnsupportedValue(
        `unsupported map key of type: %!s(<nil>), key: <nil>, value: ${isNull(value) ? "<nil>" : goSyntax(value)}`,
      );
    case "!!int":
      return key.digits;
    case "!!float":
      return floatKey(key.value);
    default:
      return String(key.value);
  }
}

function isNull(value: GoValue): boolean {
  return !isList(value) && !(value instanceof GoMap) && value.value === null;
}

/** As strconv.FormatFloat writes it with 'g' and 32 bits. */
function floatKey(value: number): string {
  if (!Number.isFinite(Math.fround(value)))
    return Number.isNaN(value) ? ".nan" : value > 0 ? ".inf" : "-.inf";
  for (let digits = 1; digits <= 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === Math.fround(value)) return goNumber(text);
  }
  return goNumber(value);
}

function goNumber(value: number): string {
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < 21) return String(value);
  return value.toExponential().replace(/e([-+])(\d)$/, "e$10$2");
}
