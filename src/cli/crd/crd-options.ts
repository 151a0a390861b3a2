/*
 * The options of every command that writes CRDs from sources.
 */

/** What the commands get of these options. */
export interface CrdInput {
  readonly builtInDescriptions: boolean;
  readonly maxDescriptionLength?: number;
  readonly maxCrdSize?: number;
  readonly featureGates?: string;
  readonly allowFloats: boolean;
  readonly embeddedMetadata: boolean;
  readonly headerFile?: string;
  readonly year?: string;
  readonly cache: boolean;
  readonly watch: boolean;
  readonly dryRun: boolean;
}

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

export const maxCrdSize = {
  type: "integer",
  value: "BYTES",
  summary:
    "leave out descriptions, the deepest first, until a CRD takes no more annotations in a client-side apply; its limit is 262144",
  min: 1,
  max: 10_000_000,
} as const;

/** Of those that need not read sources again which have not changed. */
export const cache = {
  type: "boolean",
  summary: "read every source anew, whatever earlier runs have left in the user's cache",
  default: true,
} as const;

/** Of those that may go on. */
export const watch = {
  type: "boolean",
  summary: "go on: after each change write what it changes, until Ctrl-C",
} as const;

/** What else they take, as controller-gen's generators do. */
export const crdOptions = {
  featureGates: {
    type: "string",
    value: "NAMES",
    summary: "feature gates that are on: a,b or a=true,b=false; what is behind others is left out",
  },
  allowFloats: {
    type: "boolean",
    summary: "allow floating-point numbers, which clients round differently",
  },
  embeddedMetadata: {
    type: "boolean",
    default: true,
    summary: "metadata below the root is any object, whose labels the server prunes",
  },
  headerFile: {
    type: "string",
    value: "FILE",
    summary: "text to begin each file with, as a comment",
  },
  year: { type: "string", value: "YEAR", summary: "what ` YEAR` in the header stands for" },
} as const;
