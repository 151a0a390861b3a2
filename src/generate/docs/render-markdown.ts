import type { FieldDoc, KindDoc, RuleDoc, VersionDoc } from "./api-docs.ts";

/** A page. */
export interface MarkdownPage {
  readonly name: string;
  readonly text: string;
}

/** The first line of every page: by it, pages of kinds that are gone are known. */
export const pageMark = "<!-- Written by kubewright docs api: edit the sources instead. -->";

/** A page for each kind, and one that leads to them. */
export function renderMarkdown(kinds: readonly KindDoc[], title: string): MarkdownPage[] {
  const index = [
    pageMark,
    `# ${escape(title)}`,
    table(
      ["Kind", "Group", "Versions", "Scope"],
      kinds.map((kind) => [
        `[${escape(kind.kind)}](${kind.file}.md)`,
        code(kind.group),
        kind.versions.map(({ name, anchor }) => `[${name}](${kind.file}.md#${anchor})`).join(", "),
        kind.scope,
      ]),
    ),
  ];
  return [
    { name: "README.md", text: page(index) },
    ...kinds.map((kind) => ({ name: `${kind.file}.md`, text: page(kindParts(kind)) })),
  ];
}

function page(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function kindParts(kind: KindDoc): string[] {
  return [
    pageMark,
    `# ${escape(kind.kind)}`,
    ...kind.versions.flatMap((version) => versionParts(kind, version)),
  ];
}

function versionParts(kind: KindDoc, version: VersionDoc): string[] {
  const { name, anchor, description, link, deprecated, fields, rules, columns, placeholders } = version;
  return [
    `<a id="${anchor}"></a>`,
    `## ${escape(name)}`,
    deprecated === undefined ? "" : `> **Deprecated:** ${cell(deprecated)}`,
    prose(description),
    linkText(link),
    facts(kind, version),
    ...(columns.length > 0
      ? [
          "### Columns",
          table(
            ["Column", "Type", "Field", "Description"],
            columns.map((column) => [
              cell(column.name),
              column.type,
              code(column.path),
              cell(column.description),
            ]),
          ),
        ]
      : []),
    ...(rules.length > 0 ? ["### Rules", ruleList(rules)] : []),
    ...fieldParts(fields, ""),
    "### Example",
    `${"```"}yaml\n${version.example.replaceAll("```", "` ` `")}${"```"}`,
    placeholders.length > 0
      ? `To be replaced with values that fit: ${placeholders.map(code).join(", ")}`
      : "",
  ];
}

function facts({ kind, scope, plural, shortNames, categories }: KindDoc, version: VersionDoc): string {
  const rows: [string, string][] = [
    ["apiVersion", code(version.apiVersion)],
    ["kind", code(kind)],
    ["scope", scope],
    ["names", [plural, ...shortNames].map(code).join(", ")],
    ["categories", categories.map(code).join(", ")],
    ["subresources", version.subresources.map(code).join(", ")],
    ["selectable fields", version.selectable.map(code).join(", ")],
    [
      "version",
      [...(version.storage ? ["stored"] : []), version.served ? "served" : "not served"].join(", "),
    ],
  ];
  return rows
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `- ${name}: ${value}`)
    .join("\n");
}

/** A table of the fields of an object, then one for each object below it. */
function fieldParts(fields: readonly FieldDoc[], path: string): string[] {
  if (fields.length === 0) return [];
  return [
    `### ${path === "" ? "Fields" : code(path)}`,
    table(
      ["Field", "Type", "Description"],
      fields.map((field) => [
        `<a id="${field.anchor}"></a>${code(field.name)}${field.required ? "<br>**required**" : ""}`,
        cell(field.type),
        fieldCell(field),
      ]),
    ),
    ...fields.flatMap((field) => fieldParts(field.fields, field.path)),
  ];
}

function fieldCell(field: FieldDoc): string {
  const { description, deprecated, values, constraints, rules, immutable, sameAs, link } = field;
  const parts = [
    deprecated === undefined ? "" : `**Deprecated:** ${cell(deprecated)}`,
    cell(description),
    immutable ? "Immutable." : "",
    field.default === undefined ? "" : `Default: ${code(field.default)}`,
    values.length > 0 ? `One of: ${values.map(code).join(", ")}` : "",
    constraints
      .map((constraint) => cell(constraint.text) + (constraint.code ? ` ${code(constraint.code)}` : ""))
      .join("; "),
    ...rules.map(({ rule, message }) => `${message === undefined ? "" : `${cell(message)}: `}${code(rule)}`),
    field.example === undefined ? "" : `Example: ${code(field.example)}`,
    sameAs ? `Has the same fields as [${code(sameAs.path)}](#${sameAs.anchor}).` : "",
    linkText(link),
  ];
  return parts.filter((part) => part !== "").join("<br>");
}

/** Where to read more, if anywhere. The text is there also where the address cannot be a link. */
function linkText(link: FieldDoc["link"]): string {
  if (!link) return "";
  const { url, text } = link;
  const isLink = /^https?:\/\/[^\s<>()|]+$/.test(url);
  return isLink ? `[${cell(text).replaceAll(/[[\]]/g, "\\$&")}](${url})` : `${cell(text)}: ${code(url)}`;
}

function ruleList(rules: readonly RuleDoc[]): string {
  return rules
    .map(({ rule, message }) => `- ${message === undefined ? "" : `${cell(message)}: `}${code(rule)}`)
    .join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  // a bar would end the cell, also in code
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Text in a cell or on a line: nothing in it is HTML or breaks the line. */
function cell(text: string): string {
  return escape(text).trim().replaceAll(/\n+/g, "<br>");
}

/** Text of several paragraphs, of which none can begin a block that is not meant. */
function prose(text: string): string {
  return escape(text).replaceAll(/^( {0,3})(#|={2,}|-{2,}|\*{3,}|~{3,})/gm, "$1\\$2");
}

/** Code may be prose's own: what is between backticks is left to Markdown, which shows it as it is. */
function escape(text: string): string {
  return text
    .split(/(`[^`\n]+`)/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    )
    .join("");
}

/** Code on a line: fenced by more backticks than it has. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = longest > 0 ? " " : "";
  return fence + pad + text.replaceAll("\n", " ") + pad + fence;
}
