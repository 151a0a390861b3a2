/*
 * The options of every command that writes CRDs from sources.
 */

export const builtInDescriptions = {
  type: "boolean",
  summary: "document the fields of built-in types such as PodTemplateSpec, too; they are many",
} as const;

export const maxDescriptionLength = {
  type: "integer",
  value: "BYTES",
  summary: "cut each description to this length, at the end of a sentence if it has one; 0 takes all away",
  min: 0,
  max: 1_000_000,
} as const;

/** Of those that need not read sources again which have not changed. */
export const cache = {
  type: "boolean",
  summary: "read every source anew, whatever earlier runs have left in the user's cache",
  default: true,
} as const;
