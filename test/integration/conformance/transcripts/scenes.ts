import { autoscalers } from "./scenes/autoscalers.ts";
import { contentTypes } from "./scenes/content-types.ts";
import { fields } from "./scenes/fields.ts";
import { hardBodies } from "./scenes/hard-bodies.ts";
import { hardDefinitions } from "./scenes/hard-definitions.ts";
import { hardRequests } from "./scenes/hard-requests.ts";
import { limits } from "./scenes/limits.ts";
import { lists } from "./scenes/lists.ts";
import { podParts } from "./scenes/pod-parts.ts";
import { paths } from "./scenes/paths.ts";
import { queries } from "./scenes/queries.ts";
import { watches } from "./scenes/watches.ts";
import { verbs } from "./scenes/verbs.ts";
import type { Scene } from "./transcript.ts";

/** All transcripts. */
export const scenes: readonly Scene[] = [
  ...verbs,
  ...contentTypes,
  ...queries,
  ...paths,
  ...lists,
  ...watches,
  ...fields,
  ...hardBodies,
  ...hardRequests,
  ...hardDefinitions,
  ...autoscalers,
  ...podParts,
  ...limits,
];
