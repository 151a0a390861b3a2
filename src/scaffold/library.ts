import { readFileSync } from "node:fs";
import { UserError } from "../base/errors.ts";
import type { FileTree } from "../files/tree.ts";

/** Where a project gets the library from. */
export interface LibrarySource {
  /** The dependency in package.json: a version, or `file:vendor/kubewright-0.1.0.tgz`. */
  readonly spec: string;
  /** A packed package that is copied into the project. */
  readonly vendor?: {
    /** In the project. */
    readonly path: string;
    /** On this machine, absolute. */
    readonly sourceFile: string;
  };
}

/** Copies the packed package into the project, if there is one. */
export function writeVendored(tree: FileTree, { vendor }: LibrarySource): void {
  if (vendor) tree.write(vendor.path, readFileSync(vendor.sourceFile), { ownership: "managed" });
}

/**
 * Makes a project that exists depend on this library; nothing else in its package.json is touched.
 *
 * @throws UserError `PACKAGE_JSON_INVALID`
 */
export function updateLibrary(tree: FileTree, library: LibrarySource): void {
  writeVendored(tree, library);
  const text = tree.read("package.json");
  const current = text === undefined ? undefined : dependencyOf(text);
  if (text === undefined || current === undefined) {
    throw new UserError(
      "PACKAGE_JSON_INVALID",
      'cannot update package.json: expected a dependency "kubewright"',
      {
        hint: `Add "kubewright": "${library.spec}" to its dependencies.`,
      },
    );
  }
  if (current === library.spec) return;
  const entry = new RegExp(`("kubewright"\\s*:\\s*)${escapeRegExp(JSON.stringify(current))}`);
  const after = text.replace(entry, (_, key: string) => key + JSON.stringify(library.spec));
  tree.write("package.json", after, {
    ownership: "shared",
    reason: "the project depends on another build of Kubewright",
  });
  const former = /^file:(vendor\/[^/]+\.tgz)$/.exec(current)?.[1];
  if (former) tree.delete(former, { reason: "nothing depends on it any more" });
}

function dependencyOf(text: string): string | undefined {
  try {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(text) as Record<
      string,
      Record<string, string> | undefined
    >;
    return dependencies.kubewright ?? devDependencies.kubewright;
  } catch {
    return undefined;
  }
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
