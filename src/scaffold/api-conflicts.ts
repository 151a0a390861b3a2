import { UserError } from "../base/errors.ts";
import { type Project, type ProjectResource, apiGroupOf } from "../project/project.ts";
import { kindNames } from "./kind-names.ts";

/**
 * Refuses a kind that would take the place of another in the project.
 *
 * @throws UserError `VERSION_UNSUPPORTED`, `KIND_EXISTS`
 */
export function assertNewKindFits(project: Project, next: ProjectResource): void {
  for (const other of project.resources) {
    assertFirstVersion(other, next);
    const [theirs, ours] = [kindNames(other.kind), kindNames(next.kind)];
    if (theirs.lower === ours.lower || theirs.variable === ours.variable) {
      throw exists(
        next,
        `group "${apiGroupOf(other)}" has kind "${other.kind}", and files are named after kinds`,
        "Choose another kind.",
      );
    }
    if (other.plural === next.plural && apiGroupOf(other) === apiGroupOf(next)) {
      throw exists(
        next,
        `kind "${other.kind}" of the same group has the plural "${other.plural}"`,
        "Choose another --plural.",
      );
    }
  }
}

function assertFirstVersion(other: ProjectResource, next: ProjectResource): void {
  if (other.group !== next.group || other.kind !== next.kind) return;
  throw new UserError(
    "VERSION_UNSUPPORTED",
    `cannot create version "${next.version}" of kind "${next.kind}": the project has version "${other.version}", and a second version is not supported yet`,
    { hint: `Add fields to ${other.path}, or choose another kind.` },
  );
}

function exists(next: ProjectResource, why: string, hint: string): UserError {
  return new UserError(
    "KIND_EXISTS",
    `cannot create kind "${next.kind}" of group "${apiGroupOf(next)}": ${why}`,
    { hint },
  );
}
