import { UserError } from "../../base/errors.ts";
import type { AskedObject, ExplainedView } from "../../dev/view/explain-object.ts";
import { findProjectRoot } from "../../project/find-project.ts";
import type { Context } from "../context.ts";
import { readViewFile, type ViewAddress } from "../run/view-file.ts";

/** Asks the `run` of this project about an object; `none` where no run can be asked, undefined where it knows of no such object. */
export async function explainRun(
  asked: AskedObject,
  { cwd, signal }: Pick<Context, "cwd" | "signal">,
): Promise<ExplainedView | undefined | "none"> {
  const address = addressFrom(cwd);
  if (!address) return "none";
  const url = new URL("/api/explain", address.url);
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, String(value));
  const headers = { authorization: `Bearer ${address.token}` };
  const response = await fetch(url, { headers, signal }).catch(() => undefined);
  signal.throwIfAborted();
  // a run that was killed has left its address, where by now somebody else may be
  if (response?.status === 404) return undefined;
  return response?.ok ? ((await response.json()) as ExplainedView) : "none";
}

function addressFrom(cwd: string): ViewAddress | undefined {
  try {
    return readViewFile(findProjectRoot(cwd));
  } catch (error) {
    if (error instanceof UserError && error.code === "PROJECT_NOT_FOUND") return undefined;
    throw error;
  }
}
