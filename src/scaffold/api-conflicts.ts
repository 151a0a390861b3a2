import { UserError } from "../base/errors.ts";
import { type Project, type ProjectResource, apiGroupOf } from "../project/project.ts";
import { kindNames } from "./kind-names.ts";

/**
 * Refuses a kind that would take the place of another in the project.
 *
 * @throws UserError `KIND_EXISTS`
 */
export function assertNewKindFits(project: Project, next: ProjectResource): void {
  for (const other of project.resources) {
    // another version of the same kind
    if (other.group === next.group && other.kind === next.kind) continue;
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

function exists(next: ProjectResource, why: string, hint: string): UserError {
  return new UserError(
    "KIND_EXISTS",
    `cannot create kind "${next.kind}" of group "${apiGroupOf(next)}": ${why}`,
    { hint },
  );
}
