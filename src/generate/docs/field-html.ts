import type { Constraint, FieldDoc, RuleDoc } from "./api-docs.ts";
import { escapeHtml as text, inlineHtml, proseHtml } from "./html-text.ts";

/** A field with all below it; the first two levels are open. */
export function fieldHtml(field: FieldDoc, depth: number): string {
  const { anchor, path, fields, deprecated } = field;
  const attributes = `class="field${deprecated === undefined ? "" : " deprecated"}" id="${text(anchor)}" data-path="${text(path)}"`;
  const body = `<div class="body">${bodyHtml(field)}</div>`;
  if (fields.length === 0)
    return `<div ${attributes}><div class="head">${headHtml(field)}</div>${body}</div>`;
  const inner = fields.map((child) => fieldHtml(child, depth + 1)).join("\n");
  return `<details ${attributes}${depth < 1 ? " open" : ""}><summary class="head">${headHtml(field)}</summary>${body}<div class="fields">${inner}</div></details>`;
}

/** Rules with their messages first: that is what a reader wants to know. */
export function rulesHtml(rules: readonly RuleDoc[]): string {
  const items = rules.map(
    ({ rule, message }) =>
      `<li>${message === undefined ? "" : `${inlineHtml(message)} `}<code class="rule">${text(rule)}</code></li>`,
  );
  return `<ul class="rules">${items.join("")}</ul>`;
}

/** Why something is not to be used. */
export function deprecationHtml(reason: string): string {
  return reason === "" ? "Deprecated." : `Deprecated: ${inlineHtml(reason)}`;
}

/** What a closed field shows of what it says when it is open. */
function teaserHtml({ fields, description }: FieldDoc): string {
  const [line = ""] = description.split("\n");
  return fields.length > 0 && line !== "" ? `<span class="teaser">${inlineHtml(line)}</span>` : "";
}

function countHtml(fields: readonly FieldDoc[]): string {
  return fields.length > 0
    ? `<span class="count">${fields.length} field${fields.length === 1 ? "" : "s"}</span>`
    : "";
}

function headHtml(field: FieldDoc): string {
  const { name, path, anchor, type, required, immutable, deprecated } = field;
  const marks = [
    ...(required ? [`<span class="mark required">required</span>`] : []),
    ...(immutable ? [`<span class="mark">immutable</span>`] : []),
    ...(deprecated === undefined ? [] : [`<span class="mark warn">deprecated</span>`]),
  ];
  return `<code class="name">${text(name)}</code> <span class="type">${text(type)}</span> ${marks.join(" ")} ${countHtml(field.fields)} <a class="anchor" href="#${text(anchor)}" aria-label="Link to ${text(path)}">#</a>${teaserHtml(field)}`;
}

function bodyHtml(field: FieldDoc): string {
  const { description, deprecated, sameAs, rules, link } = field;
  return [
    deprecated === undefined ? "" : `<p class="warning">${deprecationHtml(deprecated)}</p>`,
    description === "" ? "" : `<div class="prose">${proseHtml(description)}</div>`,
    traitsHtml(field),
    rules.length > 0 ? rulesHtml(rules) : "",
    sameAs
      ? `<p class="same">Has the same fields as <a href="#${text(sameAs.anchor)}"><code>${text(sameAs.path)}</code></a>.</p>`
      : "",
    linkHtml(link),
  ].join("");
}

/** Where to read more, if anywhere. The text is there also where the address cannot be a link. */
export function linkHtml(link: FieldDoc["link"]): string {
  if (!link) return "";
  const { url, text: words } = link;
  const said = /^https?:\/\//.test(url)
    ? `<a href="${text(url)}" rel="noreferrer">${text(words)}</a>`
    : `${text(words)}: ${code(url)}`;
  return `<p class="more">${said}</p>`;
}

/** Default, values and bounds, on one line where they fit. */
function traitsHtml({ default: value, example, values, constraints }: FieldDoc): string {
  const traits = [
    ...(value === undefined ? [] : [trait("default", code(value))]),
    ...(values.length === 0 ? [] : [trait("one of", values.map(code).join(" "))]),
    ...constraints.map(constraintHtml),
    ...(example === undefined ? [] : [trait("example", code(example))]),
  ];
  return traits.length === 0
    ? ""
    : `<ul class="traits">${traits.map((item) => `<li>${item}</li>`).join("")}</ul>`;
}

function constraintHtml({ text: words, code: shown }: Constraint): string {
  return shown === undefined ? text(words) : trait(words, code(shown));
}

function trait(name: string, html: string): string {
  return `<span class="label">${text(name)}</span> ${html}`;
}

function code(value: string): string {
  return `<code>${text(value)}</code>`;
}
