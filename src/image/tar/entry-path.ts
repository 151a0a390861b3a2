import { UserError } from "../../base/errors.ts";

/**
 * The path of an entry from the root of its archive, without `./` and slashes around it; "" for the root itself.
 *
 * @throws UserError ARCHIVE_INVALID when it leads out of the archive
 */
export function entryPath(path: string, name: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes(".."))
    throw new UserError(
      "ARCHIVE_INVALID",
      `cannot use ${name}: it has an entry ${JSON.stringify(path)}, which leads out of it`,
    );
  return parts.join("/");
}
