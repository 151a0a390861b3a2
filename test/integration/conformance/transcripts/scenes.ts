import { contentTypes } from "./scenes/content-types.ts";
import { paths } from "./scenes/paths.ts";
import { queries } from "./scenes/queries.ts";
import { verbs } from "./scenes/verbs.ts";
import type { Scene } from "./transcript.ts";

/** All transcripts. */
export const scenes: readonly Scene[] = [...verbs, ...contentTypes, ...queries, ...paths];
