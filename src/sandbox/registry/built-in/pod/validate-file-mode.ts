import { invalidField } from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";

/** Octal modes of files. */
export function validateFileMode(mode: number | undefined, at: string): InvalidField[] {
  if (mode === undefined || (mode >= 0 && mode <= 0o777)) return [];
  return [invalidField(at, mode, "must be a number between 0 and 0777 (octal), both inclusive")];
}
