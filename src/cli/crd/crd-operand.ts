import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import type { Context } from "../context.ts";
import { crdDocuments } from "./crd-documents.ts";
import { readCrds, readGitCrds } from "./read-crds.ts";
import { UsageError } from "../usage-error.ts";

/** Gates are those of sources. */
type Reading = Context & { readonly featureGates?: readonly string[] };

/** Where definitions are. */
export type CrdOperand =
  | { readonly kind: "disk"; readonly place: string }
  | { readonly kind: "git"; readonly revision: string; readonly path: string }
  | { readonly kind: "cluster"; readonly context: string | undefined };

/** `cluster`, `context:NAME`, a path, or `REVISION:PATH`; a path that is there is a path. */
export function parseOperand(text: string, cwd: string): CrdOperand {
  if (text === "cluster") return { kind: "cluster", context: undefined };
  if (existsSync(resolve(cwd, text))) return { kind: "disk", place: text };
  const [, before = "", after = ""] = /^([^:]+):(.*)$/.exec(text) ?? [];
  if (before === "context") {
    if (after === "") throw new UsageError("context: needs a name, as in context:kind-dev");
    return { kind: "cluster", context: after };
  }
  return before ? { kind: "git", revision: before, path: after } : { kind: "disk", place: text };
}

/** The definitions of both sides; of a cluster, those that the other side has too. */
export async function readOperands(
  [old, now]: readonly [CrdOperand, CrdOperand],
  context: Reading,
): Promise<[CustomResourceDefinition[], CustomResourceDefinition[]]> {
  const [before, after] = await Promise.all([readFixed(old, context), readFixed(now, context)]);
  return [
    before ?? (await readCluster(old, after, context)),
    after ?? (await readCluster(now, before, context)),
  ];
}

async function readFixed(
  operand: CrdOperand,
  context: Reading,
): Promise<CustomResourceDefinition[] | undefined> {
  switch (operand.kind) {
    case "disk":
      return readCrds(operand.place, context);
    case "git":
      return readGitCrds(operand, context);
    case "cluster":
      return undefined;
  }
}

async function readCluster(
  operand: CrdOperand,
  other: CustomResourceDefinition[] | undefined,
  { drivers, note }: Context,
): Promise<CustomResourceDefinition[]> {
  const name = operand.kind === "cluster" ? operand.context : undefined;
  const kubectl = await drivers.kubectl(name === undefined ? {} : { context: name });
  const names = other?.map(({ metadata }) => metadata?.name ?? "");
  return crdDocuments(await kubectl.definitions(names), { file: "the cluster", note });
}
