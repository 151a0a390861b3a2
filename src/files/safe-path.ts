import { lstatSync, realpathSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { UserError, hasCode, messageOf } from "../base/errors.ts";

/**
 * Where a file of a plan really is: links are followed, and what would lie outside `root` is refused.
 *
 * @throws UserError `PATH_OUTSIDE_ROOT`
 */
export function safePath(root: string, path: string): string {
  const segments = path.split("/");
  const plain = segments.every(
    (segment) => segment !== "" && segment !== "." && segment !== ".." && !/[\\:\0]/.test(segment),
  );
  if (!plain) throw outside(path, "expected a relative path of plain names separated by /");
  const realRoot = realPath(root);
  const target = realPath(join(realRoot, ...segments));
  if (!target.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep))
    throw outside(path, `a link leads to "${target}"`);
  return target;
}

/** The path with every link on the way resolved, for as far as it exists. */
function realPath(path: string): string {
  try {
    // asked first: an error for each file that is not there yet costs more
    if (lstatSync(path, { throwIfNoEntry: false })) return realpathSync.native(path);
  } catch (error) {
    // a file stands where a folder would be; who reads or writes there says so
    if (!hasCode(error, "ENOTDIR")) throw outside(path, messageOf(error));
  }
  const parent = dirname(path);
  return parent === path ? path : join(realPath(parent), path.slice(parent.length));
}

function outside(path: string, why: string): UserError {
  return new UserError("PATH_OUTSIDE_ROOT", `cannot write "${path}": ${why}`, {
    hint: "Files are only written inside the project's folder; remove the link or choose another path.",
  });
}
