import { expect, test } from "vitest";
import { generate } from "../from-text.ts";

async function errorsWith(conversion: string): Promise<string[]> {
  const { errors } = await generate({
    "input.ts": `import { resource, type CustomResource } from "kubewright";
export const Thing = resource<CustomResource<{ a?: string }>>({ group: "example.com", version: "v1", kind: "Thing",
conversion: ${conversion} });`,
  });
  return errors.map((error) => error.replace(/^input\.ts:(\d+):\d+: error: /, "$1 "));
}

const webhook = (clientConfig: string) =>
  `{ strategy: "Webhook", webhook: { conversionReviewVersions: ["v1"], clientConfig: ${clientConfig} } }`;

test.each([
  '{ strategy: "None" }',
  '{ strategy: "Webhook", webhook: { conversionReviewVersions: ["v1", "v1beta1"] } }',
  webhook('{ url: "https://example.com/convert", caBundle: "Cg==" }'),
  webhook('{ service: { namespace: "system", name: "webhook-service", path: "/convert", port: 443 } }'),
])("%s is taken as it is", async (conversion) => {
  expect(await errorsWith(conversion)).toEqual([]);
});

test.each([
  ['{ strategy: "Nothing" }', 'conversion.strategy is "Nothing": expected "None" or "Webhook"'],
  ['{ strategie: "None" }', 'conversion has no "strategie"\n  hint: Did you mean "strategy"?'],
  [
    '{ strategy: "None", webhook: { conversionReviewVersions: ["v1"] } }',
    'conversion.webhook is there, and the strategy is "None"',
  ],
  ['{ strategy: "Webhook" }', 'conversion lacks "webhook", and the strategy is "Webhook"'],
  ['{ strategy: "Webhook", webhook: {} }', 'conversion.webhook lacks "conversionReviewVersions"'],
  [
    '{ strategy: "Webhook", webhook: { conversionReviewVersions: ["v2"] } }',
    "conversionReviewVersions must name a version that the API server speaks: v1 or v1beta1",
  ],
  [
    '{ strategy: "Webhook", webhook: { conversionReviewVersions: ["v1", "v1"] } }',
    "conversionReviewVersions names a version twice",
  ],
  [webhook("{}"), "clientConfig must have either url or service"],
  [
    webhook('{ url: "https://a", service: { namespace: "a", name: "b" } }'),
    "clientConfig must have either url or service",
  ],
  [webhook('{ url: "http://example.com" }'), 'url is "http://example.com": expected https'],
  [webhook('{ url: "somewhere" }'), 'url is "somewhere": expected an address'],
  [webhook('{ url: "https://me@example.com" }'), 'url is "https://me@example.com": it may not name a user'],
  [webhook('{ url: "https://example.com/?a=b" }'), 'url is "https://example.com/?a=b": it may have no query'],
  [webhook('{ url: "https://example.com/#a" }'), 'url is "https://example.com/#a": it may have no fragment'],
  [webhook('{ service: { name: "b" } }'), 'conversion.webhook.clientConfig.service lacks "namespace"'],
  [
    webhook('{ service: { namespace: "a", name: "b", path: "convert" } }'),
    'path is "convert": expected a path that begins with "/"',
  ],
  [webhook('{ service: { namespace: "a", name: "b", port: 70000 } }'), "port is 70000: expected 1 to 65535"],
  [webhook('{ url: "https://a", caBundle: "-----" }'), "caBundle must be certificates in base64"],
])("%s is refused", async (conversion, message) => {
  const errors = await errorsWith(conversion);
  expect(errors.map((error) => error.slice(2))).toContain(message);
  expect(errors.every((error) => error.startsWith("3 "))).toBe(true);
});
