import { findProjectRoot } from "../../project/find-project.ts";
import { planCreateApi } from "../../scaffold/plan-create-api.ts";
import type { Context } from "../context.ts";
import { writePlan } from "../write-plan.ts";

export interface CreateApiInput {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural?: string;
  readonly clusterScoped: boolean;
  readonly namespaced: boolean;
  readonly controller: boolean;
  readonly storage: boolean;
  readonly resource: boolean;
  readonly force: boolean;
  readonly dryRun: boolean;
}

export async function runCreateApi(input: CreateApiInput, context: Context): Promise<void> {
  const { group, version, kind, plural, clusterScoped, namespaced, controller, resource, force, dryRun } =
    input;
  const builtIn = resource ? undefined : await findBuiltIn({ group, version, kind });
  const plan = planCreateApi({
    root: findProjectRoot(context.cwd),
    group,
    version,
    kind,
    clusterScoped: clusterScoped || !namespaced,
    controller,
    storage: input.storage,
    resource,
    force,
    ...(plural === undefined ? {} : { plural }),
    ...(builtIn === undefined ? {} : { builtIn }),
  });
  await writePlan(plan, { dryRun, context });
  if (dryRun || plan.changes.length === 0) return;
  context.print("");
  context.print("Next:");
  const created = plan.changes.filter(
    ({ before, path }) => before === undefined && /^src\/(api|controllers)\//.test(path),
  );
  for (const { path } of created) context.print(`  edit ${path}`);
  if (plan.changes.some(({ path, ownership }) => ownership === "shared" && path.startsWith("src/api/")))
    context.print(
      "  before the fields of two versions differ, say how objects are converted: conversion in resource({...})",
    );
  context.print("  npx kubewright manifests");
  context.print("  npx kubewright run");
}

/** The kind as Kubernetes has it, and the module of ours that exports its handle. */
async function findBuiltIn(wanted: { group: string; version: string; kind: string }) {
  const { readBuiltInSchemas } = await import("../../k8s/built-in.ts"); // large files that nothing else here reads
  const group = wanted.group === "core" ? "" : wanted.group;
  const found = readBuiltInSchemas().resources.find(
    (resource) =>
      resource.group === group && resource.version === wanted.version && resource.kind === wanted.kind,
  );
  return found && { plural: found.plural, module: `kubewright/k8s/${group || "core"}/${wanted.version}` };
}
