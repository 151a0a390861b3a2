import { equalJson } from "../../base/json.ts";
import type { CrdVersion, CustomResourceDefinition } from "../../kube/crd.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { Finding } from "./change.ts";
import { diffSchema } from "./diff-schema.ts";

type Report = (path: string, finding: Finding) => void;

/** Reports changes of how versions become one another. */
export function diffConversion(
  old: CustomResourceDefinition,
  now: CustomResourceDefinition,
  report: Report,
): void {
  const [a, b] = [old.spec.conversion, now.spec.conversion];
  if (equalJson(a, b)) return;
  const change = { rule: "conversion-changed", before: a?.strategy, after: b?.strategy };
  if (a?.strategy === "Webhook" && b?.strategy !== "Webhook" && now.spec.versions.length > 1)
    return report("conversion", {
      ...change,
      class: "breaking",
      reason:
        "between versions only apiVersion is changed from now on: fields that the other version has under another name are pruned",
    });
  report("conversion", {
    ...change,
    class: "compatible",
    reason:
      b?.strategy === "Webhook"
        ? "the webhook must be there before: while it is not, objects stored in another version can be neither read nor written"
        : "there is one version only",
  });
}

/** Rules by which a version loses what another has stored. */
const losses = new Set(["property-removed", "entries-removed", "unknown-fields-pruned", "type-changed"]);

/** Without a webhook, objects are stored by changing their apiVersion alone: what a version has, and the one that is stored has not, is lost. Only what is new is reported. */
export function lostInConversion(
  old: CustomResourceDefinition,
  now: CustomResourceDefinition,
  reportOf: (version: string) => Report,
): void {
  if (now.spec.conversion?.strategy === "Webhook") return;
  const [was, is] = [storedOf(old), storedOf(now)];
  // what is stored in the one was lost on its way to the other only when it was read there; from now on every write of it loses it
  const moves = (loss: Loss) => was !== is && loss.from === was && loss.to === is;
  const known = new Set(lossesOf(old).flatMap((loss) => (moves(loss) ? [] : loss.key)));
  for (const { key, from, to, path } of lossesOf(now)) {
    if (known.has(key)) continue;
    reportOf(from)(path, {
      rule: "lost-in-conversion",
      class: "breaking",
      reason: `${to} has no such field, or one of another type, and the conversion strategy is None: its value is lost when an object of ${from} is stored or read as ${to}`,
    });
  }
}

/** The version that objects are written in. */
export function storedOf({ spec }: CustomResourceDefinition): string | undefined {
  return spec.versions.find(({ storage }) => storage)?.name;
}

interface Loss {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly path: string;
}

/** What is lost between the version that is stored and each other that is served, in both directions. */
function lossesOf({ spec }: CustomResourceDefinition): Loss[] {
  const stored = spec.versions.find(({ storage }) => storage);
  if (!stored) return [];
  const others = spec.versions.filter((version) => version !== stored && version.served);
  return others.flatMap((other) => [...lossesBetween(other, stored), ...lossesBetween(stored, other)]);
}

function lossesBetween(from: CrdVersion, to: CrdVersion): Loss[] {
  const losing: Loss[] = [];
  const report: Report = (path, { rule, class: level }) => {
    if (level === "breaking" && losses.has(rule))
      losing.push({ key: `${from.name} ${to.name} ${path}`, from: from.name, to: to.name, path });
  };
  diffSchema(schemaOf(from), schemaOf(to), { path: "", unit: "", report });
  return losing;
}

function schemaOf({ schema }: CrdVersion): JsonSchema {
  return schema?.openAPIV3Schema ?? { type: "object", "x-kubernetes-preserve-unknown-fields": true };
}
