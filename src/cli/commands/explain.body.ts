import { UserError } from "../../base/errors.ts";
import type { ExplainedView } from "../../dev/view/explain-object.ts";
import type { Context } from "../context.ts";
import { explainDeployed } from "../explain/explain-deployed.ts";
import { explainRun } from "../explain/explain-run.ts";
import { renderExplanation } from "../explain/render-explanation.ts";
import { UsageError } from "../usage-error.ts";

export interface ExplainInput {
  readonly object: string;
  readonly namespace?: string;
  readonly cluster?: string;
  readonly output?: "text" | "json";
}

export async function runExplain(
  { object, namespace, cluster, output = "text" }: ExplainInput,
  context: Context,
): Promise<void> {
  const [kind = "", name = "", ...rest] = object.split("/");
  if (!kind || !name || rest.length > 0)
    throw new UsageError(`cannot read "${object}": expected KIND/NAME, for example Memcached/sample`);
  const asked = { kind, name, ...(namespace === undefined ? {} : { namespace }) };
  const local = cluster === undefined ? await explainRun(asked, context) : "none";
  const view = local === "none" ? await explainDeployed(asked, { cluster, context }) : local;
  if (!view) throw notThere(asked);
  print(view, { output, context });
}

function print(
  view: ExplainedView,
  { output, context }: { output: "text" | "json"; context: Context },
): void {
  if (output === "json") return context.print(JSON.stringify(view, undefined, 2));
  const now = context.clock.now();
  for (const line of renderExplanation(view, { color: context.color, now })) context.print(line);
}

function notThere({ kind, namespace, name }: { kind: string; namespace?: string; name: string }): UserError {
  const where = namespace === undefined ? "" : ` in namespace "${namespace}"`;
  return new UserError(
    "OBJECT_NOT_FOUND",
    `cannot explain ${kind}/${name}: there is no such object${where}`,
    {
      hint: "The kind is one that the operator has a controller for, as Kind, plural or Kind.group; --namespace says where.",
    },
  );
}
