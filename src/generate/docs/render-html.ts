import type { KindDoc, VersionDoc } from "./api-docs.ts";
import { deprecationHtml, fieldHtml, linkHtml, rulesHtml } from "./field-html.ts";
import { pageScript } from "./page-script.ts";
import { pageStyle } from "./page-style.ts";
import { escapeHtml as text, inlineHtml, proseHtml } from "./html-text.ts";

/** By it, the page is known when another format takes its place. */
export const htmlMark = `<meta name="generator" content="kubewright docs api">`;

/** The reference of the kinds as one page that needs nothing else: it opens from disk, prints whole, and works without its script. */
export function renderHtml(kinds: readonly KindDoc[], title: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${htmlMark}
<title>${text(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the reference</a>
<nav aria-label="Contents">
<h1><a href="#content">${text(title)}</a></h1>
<label class="search"><span class="hidden">Find a field</span><input id="search" type="search" placeholder="Find a field…  /" autocomplete="off" spellcheck="false"></label>
<p id="found" class="hint" role="status"></p>
<ol id="results"></ol>
${kinds.map(navigation).join("\n")}
<p class="buttons"><button type="button" data-open="true">Open all</button><button type="button" data-open="false">Close all</button></p>
</nav>
<main id="content">
${kinds.map(kindHtml).join("\n")}
</main>
<script>${pageScript}</script>
</body>
</html>
`;
}

function navigation({ kind, group, versions }: KindDoc): string {
  const links = versions.map(
    ({ name, anchor, deprecated }) =>
      `<li><a href="#${text(anchor)}"${deprecated === undefined ? "" : ' class="old"'}>${text(name)}</a></li>`,
  );
  const [first] = versions;
  return `<section><h2><a href="#${text(first?.anchor ?? "")}">${text(kind)}</a></h2><p class="hint">${text(group)}</p><ul>${links.join("")}</ul></section>`;
}

function kindHtml(kind: KindDoc): string {
  return kind.versions.map((version) => versionHtml(kind, version)).join("\n");
}

function versionHtml(kind: KindDoc, version: VersionDoc): string {
  const { anchor, name, description, link, rules, fields } = version;
  return `<article id="${text(anchor)}" data-name="${text(`${kind.kind} ${name}`)}">
<header>
<p class="group">${text(kind.group)}</p>
<h2>${text(kind.kind)} <span class="version">${text(name)}</span> <a class="anchor" href="#${text(anchor)}" aria-label="Link to ${text(kind.kind)} ${text(name)}">#</a></h2>
<p class="badges">${badges(kind, version).join("")}</p>
</header>
${version.deprecated === undefined ? "" : `<p class="warning">${deprecationHtml(version.deprecated)}</p>`}
<div class="prose">${proseHtml(description)}</div>${linkHtml(link)}
${factsHtml(kind, version)}
<h3>Fields</h3>
${rules.length > 0 ? `<div class="rules">${rulesHtml(rules)}</div>` : ""}
<div class="fields">${fields.map((field) => fieldHtml(field, 0)).join("\n")}</div>
<h3>Example</h3>
<pre class="example"><code>${exampleHtml(version.example)}</code></pre>
${placeholdersHtml(version.placeholders)}
</article>`;
}

function badges({ scope }: KindDoc, { served, storage, deprecated }: VersionDoc): string[] {
  return [
    badge(scope === "Namespaced" ? "namespaced" : "cluster-wide"),
    ...(storage ? [badge("stored")] : []),
    ...(served ? [] : [badge("not served", "warn")]),
    ...(deprecated === undefined ? [] : [badge("deprecated", "warn")]),
  ];
}

function badge(label: string, kind = ""): string {
  return `<span class="badge ${kind}">${text(label)}</span>`;
}

function factsHtml({ kind, plural, shortNames, categories }: KindDoc, version: VersionDoc): string {
  const rows: [string, string][] = [
    ["apiVersion", code(version.apiVersion)],
    ["kind", code(kind)],
    ["kubectl", [plural, ...shortNames].map((name) => code(`kubectl get ${name}`)).join(", ")],
    ["categories", categories.map(code).join(", ")],
    ["subresources", version.subresources.map(code).join(", ")],
    ["selectable", version.selectable.map((path) => code(path.replace(/^\./, ""))).join(", ")],
  ];
  const shown = rows.filter(([, value]) => value !== "");
  return `<dl class="facts">${shown.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("")}</dl>${columnsHtml(version)}`;
}

function columnsHtml({ columns }: VersionDoc): string {
  if (columns.length === 0) return "";
  const rows = columns.map(
    ({ name, type, path, description }) =>
      `<tr><th scope="row">${text(name)}</th><td>${text(type)}</td><td>${code(path)}</td><td>${inlineHtml(description)}</td></tr>`,
  );
  return `<details class="columns"><summary>Columns of kubectl get</summary><div class="scroll"><table><thead><tr><th scope="col">Column</th><th scope="col">Type</th><th scope="col">Field</th><th scope="col">Description</th></tr></thead><tbody>${rows.join("")}</tbody></table></div></details>`;
}

function placeholdersHtml(placeholders: readonly string[]): string {
  if (placeholders.length === 0) return "";
  return `<p class="hint">To be replaced with values that fit: ${placeholders.map(code).join(", ")}</p>`;
}

/** Keys stand out. */
function exampleHtml(yaml: string): string {
  return text(yaml.trimEnd()).replaceAll(
    /^([ -]*)([^\s:#][^:\n]*)(:)(?=\s|$)/gm,
    '$1<span class="key">$2</span>$3',
  );
}

function code(value: string): string {
  return `<code>${text(value)}</code>`;
}
