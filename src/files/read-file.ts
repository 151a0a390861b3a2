import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { UserError, hasCode } from "../base/errors.ts";

/**
 * A file's content as a plan holds it, or undefined when there is no such file.
 *
 * @throws UserError `FILE_IS_FOLDER`, `FILE_NOT_TEXT`
 */
export function readContent(file: string, encoding: "utf8" | "base64"): string | undefined {
  const bytes = readBytes(file);
  if (bytes === undefined || encoding === "base64") return bytes?.toString("base64");
  // a lossy reading would be written back as something else
  if (!isUtf8(bytes)) {
    throw new UserError("FILE_NOT_TEXT", `cannot read "${file}": expected UTF-8 text`, {
      hint: "Save the file as UTF-8.",
    });
  }
  return bytes.toString("utf8");
}

function readBytes(file: string): Buffer | undefined {
  try {
    // asked first: an error for each file that is not there yet costs more
    return statSync(file, { throwIfNoEntry: false }) && readFileSync(file);
  } catch (error) {
    // ENOTDIR: a file stands where a folder of the path would be; writing will say so
    if (hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR")) return undefined;
    if (!hasCode(error, "EISDIR")) throw error;
    throw new UserError("FILE_IS_FOLDER", `cannot read "${file}": expected a file, found a folder`, {
      hint: "Move the folder away.",
      cause: error,
    });
  }
}
