/** Text as HTML: nothing in it is markup. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A comment's prose as HTML: paragraphs, lists of lines that begin with `-` or `*`, code in backticks and between fences, and addresses as links. */
export function proseHtml(text: string): string {
  return blocksOf(text)
    .map(({ kind, lines }) => {
      if (kind === "code") return `<pre><code>${escapeHtml(lines.join("\n"))}</code></pre>`;
      if (kind === "list") return `<ul>${lines.map((line) => `<li>${inlineHtml(line)}</li>`).join("")}</ul>`;
      return `<p>${inlineHtml(lines.join("\n"))}</p>`;
    })
    .join("");
}

/** A line of prose, without blocks. */
export function inlineHtml(text: string): string {
  return text
    .split(/(`[^`\n]+`|https?:\/\/[^\s<>"'`)\]]*[^\s<>"'`)\].,;:!?])/)
    .map((part, index) => {
      if (index % 2 === 0) return escapeHtml(part);
      if (part.startsWith("`")) return `<code>${escapeHtml(part.slice(1, -1))}</code>`;
      return `<a href="${escapeHtml(part)}" rel="noreferrer">${escapeHtml(part)}</a>`;
    })
    .join("");
}

interface Block {
  readonly kind: "prose" | "list" | "code";
  readonly lines: string[];
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const line of text.split("\n")) {
    if (line.trimStart().startsWith("```")) {
      open = open?.kind === "code" ? undefined : begin(blocks, "code");
      continue;
    }
    if (open?.kind === "code") {
      open.lines.push(line);
      continue;
    }
    const [, item] = /^\s*[-*] +(.*)$/.exec(line) ?? [];
    if (item !== undefined) {
      open = open?.kind === "list" ? open : begin(blocks, "list");
      open.lines.push(item);
    } else if (line.trim() === "") open = undefined;
    else if (open?.kind === "list" && /^\s/.test(line))
      open.lines.push(`${open.lines.pop() ?? ""} ${line.trim()}`);
    else {
      open = open?.kind === "prose" ? open : begin(blocks, "prose");
      open.lines.push(line);
    }
  }
  return blocks;
}

function begin(blocks: Block[], kind: Block["kind"]): Block {
  const block: Block = { kind, lines: [] };
  blocks.push(block);
  return block;
}
