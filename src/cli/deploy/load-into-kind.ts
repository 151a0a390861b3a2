import { resolve } from "node:path";
import { hasCode, UserError } from "../../base/errors.ts";
import type { Context } from "../context.ts";

/**
 * Brings the operator's image onto the nodes of a kind cluster, which no registry needs to have then. Where it is neither in an archive nor in the
 * container engine, or kind is not there, the nodes are left to pull it.
 *
 * @throws UserError ARCHIVE_WITHOUT_KIND for an archive and another cluster
 */
export async function loadIntoKind(
  contextName: string | undefined,
  options: {
    image: string;
    archive: string | undefined;
    context: Pick<Context, "cwd" | "drivers" | "note" | "print" | "progress">;
  },
): Promise<void> {
  const { image, archive, context } = options;
  const cluster = await kindCluster(contextName, context);
  if (cluster === undefined) {
    if (archive === undefined) return;
    throw new UserError(
      "ARCHIVE_WITHOUT_KIND",
      `cannot load image archive "${archive}": context "${contextName ?? ""}" is not that of a kind cluster of this machine`,
      { hint: "Push the image to a registry that the cluster reaches, and leave --archive out." },
    );
  }
  const kind = await context.drivers.kind();
  const load = (what: string, work: () => Promise<void>) =>
    context.progress(`loading ${what} into kind cluster "${cluster}"`, work);
  if (archive !== undefined) {
    await load(archive, () => kind.loadArchive(resolve(context.cwd, archive), { name: cluster }));
  } else {
    try {
      await load(image, () => kind.loadImage(image, { name: cluster }));
    } catch (error) {
      if (!(error instanceof UserError) || !/not present locally/.test(error.message)) throw error;
      context.note(`no container engine of this machine has ${image}: the cluster has to pull it`);
      return;
    }
  }
  context.print(`loaded ${archive ?? image} into kind cluster ${cluster}`);
}

/** Name of the kind cluster of a context; none where kind, or the cluster, is not on this machine. */
async function kindCluster(
  contextName: string | undefined,
  { drivers, note }: Pick<Context, "drivers" | "note">,
): Promise<string | undefined> {
  const name = /^kind-(.+)$/.exec(contextName ?? "")?.[1];
  if (name === undefined) return undefined;
  try {
    return (await (await drivers.kind()).clusters()).includes(name) ? name : undefined;
  } catch (error) {
    if (!(error instanceof UserError) || !hasCode(error, "COMMAND_NOT_FOUND")) throw error;
    note(`kind is not installed: the image is not loaded into "${name}"`);
    return undefined;
  }
}
