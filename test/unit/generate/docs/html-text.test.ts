import { expect, test } from "vitest";
import { readApiDocs } from "../../../../src/generate/docs/read-api-docs.ts";
import { renderHtml } from "../../../../src/generate/docs/render-html.ts";
import { renderMarkdown } from "../../../../src/generate/docs/render-markdown.ts";
import { escapeHtml, inlineHtml, proseHtml } from "../../../../src/generate/docs/html-text.ts";
import type { JsonSchema } from "../../../../src/kube/schema/json-schema.ts";
import { crdOf } from "../../../helpers/definition.ts";

test("nothing in a text is markup", () => {
  expect(escapeHtml(`<a href="x" id='y'>&`)).toBe("&#60;a href=&#34;x&#34; id=&#39;y&#39;&#62;&#38;");
});

test("prose has paragraphs, lists, code and links, and only to the web", () => {
  expect(proseHtml("one\nmore\n\ntwo")).toBe("<p>one\nmore</p><p>two</p>");
  expect(proseHtml("list:\n- a\n  more\n- `b`")).toBe(
    "<p>list:</p><ul><li>a more</li><li><code>b</code></li></ul>",
  );
  expect(proseHtml("```\n<x>\n- y\n```\nafter")).toBe("<pre><code>&#60;x&#62;\n- y</code></pre><p>after</p>");
  expect(inlineHtml("see https://example.com/a?b=1&c=2.")).toBe(
    'see <a href="https://example.com/a?b=1&#38;c=2" rel="noreferrer">https://example.com/a?b=1&#38;c=2</a>.',
  );
  expect(inlineHtml("javascript:alert(1)")).toBe("javascript:alert(1)");
});

const evil = `</code></style></script><script>alert(1)</script><img src=x onerror=alert(1)>"'|\n# x`;

/** A definition in which everything that may be text is hostile. */
function hostile() {
  const schema: JsonSchema = {
    type: "string",
    description: `${evil}\n\nDeprecated: ${evil}`,
    default: evil,
    example: evil,
    enum: [evil],
    pattern: evil,
    format: evil,
    externalDocs: { url: `javascript:${evil}`, description: evil },
    "x-kubernetes-validations": [{ rule: evil, message: evil }],
  };
  const crd = crdOf(
    {
      type: "object",
      description: evil,
      required: [evil],
      properties: { [evil]: schema, __proto__x: schema },
    },
    {
      deprecated: true,
      deprecationWarning: evil,
      additionalPrinterColumns: [{ name: evil, type: "string", jsonPath: evil, description: evil }],
      selectableFields: [{ jsonPath: evil }],
    },
  );
  crd.spec.names.shortNames = [evil];
  crd.spec.names.categories = [evil];
  return readApiDocs([crd]);
}

test("a hostile definition puts no markup into the HTML page", () => {
  const html = renderHtml(hostile(), evil);
  const own = renderHtml([], "x");
  expect(html.match(/<script/g)).toHaveLength(own.match(/<script/g)?.length ?? 0);
  expect(html.match(/<\/style/g)).toHaveLength(1);
  expect(html).not.toMatch(/<img|href="javascript:|onerror=alert\(1\)>/);
});

test("nor into the Markdown pages, outside of code", () => {
  const pages = renderMarkdown(hostile(), evil).map(({ text }) => text);
  const outside = pages.map((text) =>
    text.replaceAll(/```[^]*?```/g, "").replaceAll(/(`+)(?!`)[^]*?[^`]\1(?!`)/g, ""),
  );
  for (const text of outside) {
    expect(text).not.toMatch(/<(?!!--|a id=|\/a>|br>)/);
    expect(text).not.toMatch(/\]\(javascript:/);
  }
});

test("what a link to more says is shown, as a link where its address is one", () => {
  const pagesOf = (url: string) => {
    const schema: JsonSchema = { type: "string", externalDocs: { url, description: "The [whole] story" } };
    const kinds = readApiDocs([crdOf({ type: "object", properties: { p: schema } })]);
    return { markdown: renderMarkdown(kinds, "x")[1]?.text, html: renderHtml(kinds, "x") };
  };
  const web = pagesOf("https://example.com/a");
  expect(web.markdown).toContain("[The \\[whole\\] story](https://example.com/a)");
  expect(web.html).toContain('<a href="https://example.com/a" rel="noreferrer">The [whole] story</a>');
  const mail = pagesOf("mailto:a@example.com");
  expect(mail.markdown).toContain("The [whole] story: `mailto:a@example.com`");
  expect(mail.html).toContain("The [whole] story: <code>mailto:a@example.com</code>");
});
