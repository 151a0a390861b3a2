import { isJsonObject, setKey, type JsonObject } from "../base/json.ts";
import { sensitiveKind, type FieldPath, type SensitiveFields } from "./sensitive-fields.ts";

/** What stands in place of a value that must not be shown. */
export const maskText = "<masked>";

/** Shorter values are too likely to be part of harmless texts. */
const shortest = 6;
const maxKnown = 2_000;
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";
const secretFields: readonly FieldPath[] = [
  ["data", "*"],
  ["stringData", "*"],
];

/** Which kind an object is of where it does not say so itself, as items of a list. */
export interface MaskOptions {
  readonly apiVersion?: string;
  readonly kind?: string;
  /** What to put in place of a value; default {@link maskText}. */
  readonly replace?: (value: unknown) => unknown;
  /** Leaves texts elsewhere as they are, also where they quote such a value. */
  readonly keepTexts?: boolean;
}

/**
 * Takes the values of Secrets and of sensitive fields out of what is shown. What it has masked once, it also finds in texts: a password that an error quotes.
 *
 * @example
 * const masker = new Masker({ "cache.example.com/v1/Memcached": [["spec", "password"]] });
 * masker.mask({ apiVersion: "v1", kind: "Secret", data: { token: "c2VjcmV0IQ==" } }); // { …, data: { token: "<masked>" } }
 * masker.text("cannot log in with secret!"); // "cannot log in with <masked>"
 */
export class Masker {
  readonly #fields: SensitiveFields;
  readonly #known = new Set<string>();
  #pattern: RegExp | undefined;

  constructor(fields: SensitiveFields = {}) {
    this.#fields = fields;
  }

  /** A copy without values that must not be shown, wherever in it a Secret or an object of a kind with sensitive fields stands. */
  mask(value: unknown, options: MaskOptions = {}): unknown {
    const { apiVersion, kind, replace = () => maskText, keepTexts = false } = options;
    const given = apiVersion !== undefined && kind !== undefined ? { apiVersion, kind } : undefined;
    // what is learned on the way is to be found in all texts of the object
    this.learn(value, { ...(given ?? {}) });
    return this.#copy(value, { given, replace, keepTexts });
  }

  /** Notes the values of an object that must not be shown, to find them in texts. */
  learn(value: unknown, { apiVersion, kind }: Pick<MaskOptions, "apiVersion" | "kind"> = {}): void {
    const given = apiVersion !== undefined && kind !== undefined ? { apiVersion, kind } : undefined;
    this.#copy(value, { given, replace: (found) => (this.#note(found), found), keepTexts: true });
  }

  /** A text without the values that were masked before. */
  text(text: string): string {
    if (this.#known.size === 0) return text;
    this.#pattern ??= patternOf(this.#known);
    return text.replace(this.#pattern, maskText);
  }

  #copy(
    value: unknown,
    how: {
      given: { apiVersion: string; kind: string } | undefined;
      replace: (value: unknown) => unknown;
      keepTexts: boolean;
    },
    paths: readonly FieldPath[] = [],
  ): unknown {
    if (paths.some((path) => path.length === 0))
      return value === null || value === undefined ? value : how.replace(value);
    if (typeof value === "string") return how.keepTexts ? value : this.text(value);
    const below = { ...how, given: undefined };
    if (Array.isArray(value)) return value.map((item) => this.#copy(item, below, step(paths, undefined)));
    if (!isJsonObject(value)) return value;
    const own = [...paths, ...this.#pathsOf(value, how.given)];
    const copy: JsonObject = {};
    for (const key of Object.keys(value)) setKey(copy, key, this.#copy(value[key], below, step(own, key)));
    return copy;
  }

  #pathsOf(value: JsonObject, given: { apiVersion: string; kind: string } | undefined): readonly FieldPath[] {
    const { apiVersion = given?.apiVersion, kind = given?.kind } = value;
    if (typeof apiVersion !== "string" || typeof kind !== "string") return [];
    const isSecret = apiVersion === "v1" && kind === "Secret";
    const paths = isSecret ? secretFields : this.#fields[sensitiveKind({ apiVersion, kind })];
    return paths ? [...paths, ["metadata", "annotations", lastApplied]] : [];
  }

  #note(value: unknown): void {
    if (Array.isArray(value)) for (const item of value) this.#note(item);
    else if (isJsonObject(value)) for (const item of Object.values(value)) this.#note(item);
    else if (typeof value === "string") for (const text of [value, decoded(value)]) this.#remember(text);
  }

  #remember(text: string | undefined): void {
    if (text === undefined || text.length < shortest || this.#known.has(text)) return;
    const [oldest] = this.#known;
    if (this.#known.size >= maxKnown && oldest !== undefined) this.#known.delete(oldest);
    this.#known.add(text);
    this.#pattern = undefined;
  }
}

function step(paths: readonly FieldPath[], key: string | undefined): readonly FieldPath[] {
  if (paths.length === 0) return paths;
  return paths.filter(([first]) => first === "*" || first === key).map((path) => path.slice(1));
}

/** Long ones first: one may be the beginning of another. */
function patternOf(texts: ReadonlySet<string>): RegExp {
  const escaped = [...texts]
    .toSorted((a, b) => b.length - a.length)
    .map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  return new RegExp(escaped.join("|"), "g");
}

/** What a value of a Secret's `data` stands for, where it is text. */
function decoded(value: string): string | undefined {
  if (value.length < 8 || value.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return undefined;
  const text = Buffer.from(value, "base64").toString("utf8");
  return text.includes("\uFFFD") ? undefined : text.trimEnd();
}
