import { widthOf } from "../../../../src/dev/view/live-region.ts";

/** As much of a terminal as a live region needs: lines that wrap, and the cursor going up, back and clearing. */
export function tinyTerminal(size: { columns: number; rows: number }) {
  let lines: string[] = [""];
  let row = 0;
  let column = 0;
  const writes: string[] = [];
  const put = (character: string) => {
    const line = (lines[row] ?? "").padEnd(column);
    lines[row] = line.slice(0, column) + character + line.slice(column + 1);
    column++;
  };
  const escape = (code: string, count: number) => {
    if (code === "A") row = Math.max(0, row - count);
    if (code === "J") lines = [...lines.slice(0, row), (lines[row] ?? "").slice(0, column)];
  };
  return {
    ...size,
    writes,
    write(text: string) {
      writes.push(text);
      for (const [part] of text.matchAll(/\u001B\[\??(\d*)([A-Za-z])|[^]/gu)) {
        const [, count = "", code] = /^\u001B\[(\d*)([AJ])$/.exec(part) ?? [];
        if (code) escape(code, Number(count || 1));
        else if (part.startsWith("\u001B")) continue;
        else if (part === "\r") column = 0;
        else if (part === "\n") {
          row++;
          column = 0;
          lines[row] ??= "";
        } else put(part);
      }
    },
    /** What can be read on it. */
    get text(): string[] {
      return lines.map((line) => line.trimEnd());
    },
    /** The lines as a narrower terminal shows them, the cursor behind the last. */
    reflow(columns: number) {
      lines = lines.flatMap((line) =>
        Array.from({ length: Math.max(1, Math.ceil(widthOf(line) / columns)) }, (_, index) =>
          line.slice(index * columns, (index + 1) * columns),
        ),
      );
      row = lines.length - 1;
      column = lines[row]?.length ?? 0;
      this.columns = columns;
    },
  };
}
