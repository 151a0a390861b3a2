import { UserError } from "../base/errors.ts";
import { projectFile } from "../project/project.ts";
import type { Context } from "./context.ts";

/**
 * Guards against running unfinished code on a cluster that matters: a context may be used when it is made by kind or by
 * us, when PROJECT lists it under allowedContexts, with `yes`, or after a yes on the terminal.
 *
 * @throws UserError CONTEXT_NOT_ALLOWED
 */
export async function allowContext(
  name: string,
  options: { allowed: readonly string[]; yes: boolean; context: Pick<Context, "ask"> },
): Promise<void> {
  const { allowed, yes, context } = options;
  if (yes || isAllowedContext(name, allowed)) return;
  if (await context.ask?.confirm(`Run the operator on the cluster of context "${name}"?`)) return;
  throw new UserError(
    "CONTEXT_NOT_ALLOWED",
    `cannot run on the cluster of context "${name}": it may not be one for development`,
    {
      hint: `Give --yes, or list "${name}" under allowedContexts in ${projectFile}.`,
    },
  );
}

/** Whether a context is one for development without anybody being asked. */
export function isAllowedContext(name: string, allowed: readonly string[]): boolean {
  return allowed.includes(name) || /^(kind-.+|kubewright|kubewright-.+|sandbox)$/.test(name);
}
