import { DiagnosticError } from "../../base/diagnostic.ts";
import { sleep } from "../../base/lifetime.ts";
import { createBundler } from "../../dev/bundle.ts";
import type { Prepared } from "../../dev/loop.ts";
import { applyPlan } from "../../files/apply.ts";
import { openLiveDocuments } from "../../generate/documents.ts";
import type { CustomResourceDefinition } from "../../kube/crd.ts";
import type { Context } from "../context.ts";
import { readProjectCrds } from "../project-crds.ts";
import { readProjectRoles } from "./project-roles.ts";
import { planProjectManifests } from "../project-manifests.ts";
import type { RunTarget } from "./project-target.ts";

/** Versions of a project's operator, each made from the sources as they are. */
export interface Preparation {
  /**
   * Manifests, changed definitions on the target, bundle: what must be well before a version may run.
   *
   * @throws UserError what is wrong with the sources, or what the target refuses
   */
  next(): Promise<Prepared>;
  /** What the last version imports from packages. */
  readonly imports: readonly string[];
  /** Folders of everything that was read. */
  folders(): Iterable<string>;
  /** Reads the sources into memory, so that the next change is a small step. */
  warmUp(): Promise<void>;
  close(): Promise<void>;
}

/** Where the program is, from the project's root. */
export const programFile = ".kubewright/main.mjs";

/** What an editor is about to write is worth a moment. */
const emptyMs = 100;

/** Begins with what earlier runs left in the user's cache; from the second version on everything read stays in memory. */
export function openPreparation(
  target: RunTarget,
  {
    root,
    context,
    onDefined,
  }: {
    root: string;
    context: Context;
    /** Gets the definitions of each version before it runs. */
    onDefined?: (crds: readonly CustomResourceDefinition[]) => void;
  },
): Preparation {
  const { clock, note, signal } = context;
  const bundler = createBundler({ root, entry: "src/main.ts", outfile: programFile });
  const live = openLiveDocuments();
  let isFirst = true;
  let imports: readonly string[] = [];
  const writeManifests = async () => {
    const options = isFirst ? { note } : { note, generate: live.generate };
    const plan = await context.progress("reading the sources", () => planProjectManifests(root, options));
    for (const { action, path } of await applyPlan(plan)) note(`${action} ${path}`);
  };
  return {
    get imports() {
      return imports;
    },
    async next() {
      if (live.isEmptied()) await sleep(emptyMs, { clock, signal });
      const [manifests, built] = await Promise.allSettled([writeManifests(), bundler.build()]);
      isFirst = false;
      if (manifests.status === "rejected") throw manifests.reason;
      if (built.status === "rejected") throw built.reason;
      if (!built.value.ok) throw new DiagnosticError("the operator was not built:", built.value.diagnostics);
      const { crds } = readProjectCrds(root);
      onDefined?.(crds);
      await target.install({ crds, roles: readProjectRoles(root) });
      imports = built.value.imports;
      return { ok: true, program: built.value.text };
    },
    folders: () => live.folders(),
    async warmUp() {
      // what is wrong was told already, or is told with the next change
      await planProjectManifests(root, { note: () => {}, generate: live.generate }).catch(() => {});
    },
    close: () => bundler.close(),
  };
}
