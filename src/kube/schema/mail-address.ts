import { parseAddress } from "./cel/library/go-netip.ts";

/**
 * Whether a text is one mail address, with or without a name: `jane@example.com`, `Jane Doe <jane@example.com>`, and a group with one member. Follows
 * ParseAddress of Go's net/mail, which takes RFC 5322 with letters of all languages.
 */
export function isMailAddress(text: string): boolean {
  const reader = new Reader(text);
  const count = reader.address({ inGroup: false });
  return count === 1 && reader.comments() && reader.rest === "";
}

const special = /[()<>[\]:;@\\,"]/;

/** What is still to be read. Its methods take something from the front, or return undefined (false) and may have taken some of it. */
class Reader {
  rest: string;

  constructor(text: string) {
    this.rest = text;
  }

  /** How many addresses there are. */
  address({ inGroup }: { inGroup: boolean }): number | undefined {
    this.#blanks();
    if (this.rest === "") return undefined;
    const start = this.rest;
    if (this.#spec()) {
      this.#blanks();
      return this.rest.startsWith("(") && !this.#comment() ? undefined : 1;
    }
    this.rest = start.replace(/^[ \t]+/, "");
    if (!this.rest.startsWith("<") && !this.#phrase()) return undefined;
    this.#blanks();
    if (!inGroup && this.#take(":")) return this.#group();
    return this.#take("<") && this.#spec() && this.#take(">") ? 1 : undefined;
  }

  /** Blanks and comments. */
  comments(): boolean {
    this.#blanks();
    while (this.rest.startsWith("(")) {
      if (!this.#comment()) return false;
      this.#blanks();
    }
    return true;
  }

  #group(): number | undefined {
    this.#blanks();
    if (this.#take(";")) return this.comments() ? 0 : undefined;
    for (let count = 1; ; count++) {
      this.#blanks();
      if (this.address({ inGroup: true }) === undefined || !this.comments()) return undefined;
      if (this.#take(";")) return this.comments() ? count : undefined;
      if (!this.#take(",")) return undefined;
    }
  }

  /** `local@domain` */
  #spec(): boolean {
    this.#blanks();
    const local = this.rest.startsWith('"') ? this.#quoted() : this.#atom({ strict: true });
    if (!local || !this.#take("@")) return false;
    this.#blanks();
    return this.rest.startsWith("[") ? this.#literal() : this.#atom({ strict: true }) !== undefined;
  }

  /** Words before an address; one of them is enough. */
  #phrase(): boolean {
    for (let count = 0; ; count++) {
      if (count > 0 && !this.comments()) return false;
      this.#blanks();
      if (this.rest === "") return true;
      const word = this.rest.startsWith('"') ? this.#quoted() : this.#atom({ strict: false });
      if (word === undefined) return count > 0;
    }
  }

  #quoted(): string | undefined {
    const match = /^"((?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\[^\x00-\x08\x0a-\x1f\x7f])*)"/.exec(this.rest);
    if (!match) return undefined;
    this.rest = this.rest.slice(match[0].length);
    return match[1];
  }

  #atom({ strict }: { strict: boolean }): string | undefined {
    const found = [...this.rest].findIndex(
      (letter) => special.test(letter) || /[\x00-\x20\x7f]/.test(letter),
    );
    const letters = [...this.rest];
    const atom = letters.slice(0, found < 0 ? letters.length : found).join("");
    if (atom === "") return undefined;
    this.rest = this.rest.slice(atom.length);
    return strict && /^\.|\.\.|\.$/.test(atom) ? undefined : atom;
  }

  /** `[192.0.2.1]` */
  #literal(): boolean {
    const match = /^\[([^[\]\\\x00-\x20\x7f]*)\]/.exec(this.rest);
    const address = match ? parseAddress(match[1] ?? "") : "";
    if (!match || typeof address === "string" || address.zone !== "") return false;
    this.rest = this.rest.slice(match[0].length);
    return true;
  }

  #comment(): boolean {
    let depth = 0;
    for (let at = 0; at < this.rest.length; at++) {
      const letter = this.rest[at];
      if (letter === "\\" && at + 1 < this.rest.length) at++;
      else if (letter === "(") depth++;
      else if (letter === ")" && --depth === 0) {
        this.rest = this.rest.slice(at + 1);
        return true;
      }
    }
    return false;
  }

  #blanks(): void {
    this.rest = this.rest.replace(/^[ \t]+/, "");
  }

  #take(letter: string): boolean {
    if (!this.rest.startsWith(letter)) return false;
    this.rest = this.rest.slice(1);
    return true;
  }
}
