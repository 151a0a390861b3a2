import { isJsonObject, type JsonObject } from "../../../src/base/json.ts";

/** Times that servers set, by the names of their fields. */
const times = [
  "creationTimestamp",
  "deletionTimestamp",
  "time",
  "lastTransitionTime",
  "lastUpdateTime",
  "startTime",
];

/**
 * Makes answers of two servers comparable: uids, versions and generated names become the order in which they were first seen,
 * times a word. The order of managedFields depends on the second in which each was written: it is checked by itself.
 */
export class Normaliser {
  readonly #uids = new Map<string, string>();
  readonly #versions = new Map<string, string>();
  readonly #names = new Map<string, string>();
  #latest = 0;

  /** Remembers a generated name. */
  learnName(name: string): void {
    if (!this.#names.has(name)) this.#names.set(name, `<name ${this.#names.size + 1}>`);
  }

  body(value: unknown): unknown {
    return isJsonObject(value) && value.kind === "Status" ? this.#status(value) : this.#value(value, "");
  }

  text(text: string): string {
    let result = text.replace(
      /(Invalid value: )("\{(?:[^"\\]|\\.)*")/,
      (whole, head: string, quoted: string) => head + this.#shownObject(quoted, whole),
    );
    for (const [known, shown] of [...this.#names, ...this.#uids]) result = result.replaceAll(known, shown);
    return (
      sortedLines(result)
        .replaceAll(/\bselfType\d+\b/g, "selfType")
        .replace(
          /(?<=failed to (?:create typed (?:patch|live) object \([^)]*\)|convert [a-z]+ object(?: to [a-z ]+)?): )(?=[^]*field not declared in schema)[^]*/,
          "<fields that are not declared>",
        )
        .replace(/(?<=is missing in ')(\{.*\})(?=')/, (shown) =>
          this.#shownObject(JSON.stringify(shown), shown),
        )
        .replace(
          /^(?:errors:\n *)?\.[^\n]*: field not declared in schema[^]*$/,
          "<fields that are not declared>",
        )
        // of a strategic merge patch the server shows what is left of it when its directives have been followed
        .replace(/(?<=Invalid value: )"map\[(?:[^"\\]|\\.)*"/, "<strategic merge patch>")
        .replace(/\(\{.{0,30} \.\.\.\)$/, "(<head of the body>)")
        .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<uid>")
        .replaceAll(
          /(ResourceVersion in (?:the )?(?:precondition|record) \()(\d+)\)/g,
          (_, head: string, version: string) => `${head}${this.#version(version)})`,
        )
        .replaceAll(/(too old resource version: )\d+ \(\d+\)/g, "$1<version>")
        .replaceAll(/(Too large resource version: )\d+(, current: )\d+/g, "$1<version>$2<version>")
        .replaceAll(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/g, '"<time>"')
        .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]* \+0000 UTC(?: m=\S+)?/g, "<time>")
    );
  }

  /** An object in a message: the order of its fields depends on how far the server has taken it apart. */
  #shownObject(quoted: string, otherwise: string): string {
    try {
      return JSON.stringify(this.#value(JSON.parse(JSON.parse(quoted) as string), ""));
    } catch {
      return otherwise;
    }
  }

  #value(value: unknown, key: string): unknown {
    if (Array.isArray(value))
      return key === "managedFields"
        ? this.#managedFields(value)
        : value.map((item) => this.#value(item, ""));
    if (isJsonObject(value)) return this.#object(value);
    if (typeof value !== "string") return value;
    if (key === "uid") return this.#uid(value);
    if (times.includes(key) && /^\d{4}-/.test(value)) return "<time>";
    if (key === "continue") return this.text(continueText(value));
    return this.text(value);
  }

  #object(value: JsonObject): JsonObject {
    const isList =
      (Array.isArray(value.items) || Array.isArray(value.rows) || /List$/.test(String(value.kind))) &&
      isJsonObject(value.metadata);
    const entries = Object.keys(value)
      .sort()
      .map((key) => {
        const field = value[key];
        const shown = this.#names.get(key) ?? key;
        if (key === "metadata" && isList) return [shown, this.#listMeta(field as JsonObject)];
        if (key === "resourceVersion" && typeof field === "string") return [shown, this.#version(field)];
        return [shown, this.#value(field, key)];
      });
    return Object.fromEntries(entries) as JsonObject;
  }

  #listMeta(metadata: JsonObject): JsonObject {
    const { resourceVersion, ...rest } = metadata;
    const version = Number(resourceVersion);
    const kept = this.#object(rest);
    if (version < this.#latest) kept.resourceVersion = "<older than what was seen before>";
    return kept;
  }

  #version(version: string): string {
    const known = this.#versions.get(version);
    if (known) return known;
    const shown = `<version ${this.#versions.size + 1}>`;
    this.#versions.set(version, shown);
    this.#latest = Math.max(this.#latest, Number(version) || 0);
    return shown;
  }

  #uid(uid: string): string {
    const known = this.#uids.get(uid) ?? (/^[0-9a-f-]{36}$/.test(uid) ? `<uid ${this.#uids.size + 1}>` : uid);
    if (known !== uid) this.#uids.set(uid, known);
    return known;
  }

  #managedFields(entries: unknown[]): unknown {
    const order = (entry: unknown) =>
      isJsonObject(entry)
        ? [entry.operation, entry.time, entry.manager, entry.apiVersion, entry.subresource].map((part) =>
            String(part ?? ""),
          )
        : [];
    const identity = (entry: unknown) => order(entry).toSpliced(1, 1);
    const isSorted = entries.every(
      (entry, index) => index === 0 || compareTexts(order(entries[index - 1]), order(entry)) <= 0,
    );
    const shown = entries.map((entry) =>
      isJsonObject(entry) ? { ...this.#object(entry), fieldsV1: JSON.stringify(entry.fieldsV1) } : entry,
    );
    const sorted = shown.sort((a, b) => compareTexts(identity(a), identity(b)));
    return isSorted ? sorted : ["<not in order>", ...sorted];
  }

  /** Of several causes the order is that of Go's maps in places. */
  #status(status: JsonObject): unknown {
    const shown = this.#object(status);
    const causes = isJsonObject(shown.details) ? shown.details.causes : undefined;
    if (!Array.isArray(causes) || causes.length < 2 || !isJsonObject(shown.details)) return shown;
    const sorted = causes.map((cause) => JSON.stringify(cause)).sort();
    const message = String(shown.message)
      .split(/, |\[|\]/)
      .sort()
      .join(", ");
    return { ...shown, message, details: { ...shown.details, causes: sorted } };
  }
}

/** Problems of a typed value come in the order of Go's maps; of fields that are not declared some are told, depending on that order. */
function sortedLines(text: string): string {
  return text.replace(/(?<=errors:\n)(?: {2}.*\n?)+$/, (lines) => lines.split("\n").sort().join("\n"));
}

function compareTexts(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : (a[at] ?? "") < (b[at] ?? "") ? -1 : 1;
}

/** What a continue token says, without the version. */
function continueText(token: string): string {
  if (token === "") return "";
  try {
    const { rv: _rv, ...rest } = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as JsonObject;
    return `<continue ${JSON.stringify(rest)}>`;
  } catch {
    return token;
  }
}
