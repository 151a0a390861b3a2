// Draws a terminal's text (standard input) as docs/demo.svg: the README's picture is what the demo really printed.
import { readFileSync, writeFileSync } from "node:fs";

const lines = readFileSync(0, "utf8").trimEnd().split("\n");
const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const [size, line] = [14, 20];
const width = Math.max(...lines.map((text) => text.length)) * size * 0.6 + 40;
const height = lines.length * line + 40;
const rows = lines.map((text, index) => {
  const color = /Ready=True| ready$|Running/.test(text)
    ? "#7ee787"
    : /^\s+[\d.]+ s {2}/.test(text)
      ? "#e6edf3"
      : "#8b949e";
  return `<text x="20" y="${34 + index * line}" fill="${color}" xml:space="preserve">${escape(text)}</text>`;
});
writeFileSync(
  new URL("../docs/demo.svg", import.meta.url),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="${size}">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${rows.join("\n")}
</svg>
`,
);
