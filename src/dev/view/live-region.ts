/** Where a live region is drawn. */
export interface Screen {
  write(text: string): void;
  readonly columns: number;
  readonly rows: number;
}

const [begin, end] = ["\u001B[?2026h", "\u001B[?2026l"];
const [hideCursor, showCursor] = ["\u001B[?25l", "\u001B[?25h"];
const [noWrap, wrap] = ["\u001B[?7l", "\u001B[?7h"];
const clearBelow = "\u001B[J";
const colours = /\u001B\[[\d;]*m/g;

/**
 * Lines at the bottom of a terminal that are drawn again and again, while others scroll by above. What is drawn is written at once, as a synchronized update
 * where the terminal knows that, so that nothing flickers; nothing is written where nothing changed.
 */
export class LiveRegion {
  readonly #screen: Screen;
  #lines: readonly string[] = [];
  #isShown = false;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** Draws other lines. */
  draw(lines: readonly string[]): void {
    if (
      this.#isShown &&
      lines.length === this.#lines.length &&
      lines.every((line, index) => line === this.#lines[index])
    )
      return;
    const erase = this.#erase();
    this.#lines = lines;
    this.#write(erase + this.#drawn());
  }

  /** Lets a line scroll by above. */
  log(line: string): void {
    if (!this.#isShown) return this.#screen.write(`${line}\n`);
    this.#write(`${this.#erase()}${line}\n${this.#drawn()}`);
  }

  /** The terminal has another size: what was drawn may stand on more rows than before. */
  resized(): void {
    if (!this.#isShown) return;
    const { columns } = this.#screen;
    const rows = this.#lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
    this.#write(this.#erase(rows) + this.#drawn());
  }

  /** Takes the region away. */
  close(): void {
    if (this.#isShown) this.#screen.write(this.#erase() + showCursor);
    this.#isShown = false;
    this.#lines = [];
  }

  /** Nothing wraps as it is drawn: a line is a row. */
  #erase(rows = this.#lines.length): string {
    if (!this.#isShown || rows === 0) return "";
    return `\r${rows > 1 ? `\u001B[${rows - 1}A` : ""}${clearBelow}`;
  }

  #drawn(): string {
    this.#isShown = true;
    return `${hideCursor}${noWrap}${this.#lines.join("\n")}${wrap}`;
  }

  #write(text: string): void {
    this.#screen.write(`${begin}${text}${end}`);
  }
}

/** Cells of a text on a terminal, colours not counted. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text.replace(colours, "")) width += isWide(character) ? 2 : 1;
  return width;
}

/** A text without colours, cut to a number of cells. */
export function fit(text: string, cells: number): string {
  const plain = text.replace(/[\u0000-\u001F\u007F]/g, " ");
  if (widthOf(plain) <= cells) return plain + " ".repeat(cells - widthOf(plain));
  let cut = "";
  for (const character of plain) {
    if (widthOf(cut + character) > cells - 1) break;
    cut += character;
  }
  return `${cut}…${" ".repeat(Math.max(0, cells - 1 - widthOf(cut)))}`;
}

/** Scripts of East Asia, and pictures: two cells each. */
function isWide(character: string): boolean {
  return /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Extended_Pictographic}/u.test(
    character,
  );
}
