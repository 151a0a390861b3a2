import { describeError } from "../base/describe-error.ts";
import { UserError } from "../base/errors.ts";
import { aborted, sleep } from "../base/lifetime.ts";
import { createLatch } from "../dev/latch.ts";
import { watchFolders } from "../dev/watch.ts";
import { openLiveDocuments, type Generate } from "../generate/documents.ts";
import type { Context } from "./context.ts";

/** An editor writes a file in two steps at most, and a run that comes too early is followed by another. */
const quietMs = 10;
const emptyMs = 100;

/**
 * Runs now and after each change below the trees, or of anything else that was read, until Ctrl-C. An error of the user's is something to
 * say: the next change may mend it.
 */
export async function keepGenerating(
  run: (generate: Generate) => Promise<void>,
  { trees, context }: { trees: readonly string[]; context: Context },
): Promise<void> {
  const { clock, signal, note } = context;
  const live = openLiveDocuments();
  const changes = createLatch();
  const end = aborted(signal);
  const watch = watchFolders(
    { trees, folders: () => live.folders() },
    { clock, signal, quietMs, onChange: changes.open },
  );
  while (!signal.aborted) {
    // what an editor is about to write is worth a moment: without it the manifests of the file would go and come again
    if (live.isEmptied()) await sleep(emptyMs, { clock, signal });
    try {
      await run(live.generate);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof UserError)) throw error;
      note(describeError(error));
    }
    // what changed in a folder after it was read and before it was watched was told to nobody
    if (watch.follow() && live.hasChanged()) changes.open();
    await Promise.race([changes.passed(), end]);
  }
}
