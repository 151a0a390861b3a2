import { tagsOf, tagsOfProperty } from "../model/tags-of.ts";
import type { KindVersion } from "../model/kind.ts";
import { noEffect } from "../read/no-effect.ts";
import type { Problems } from "../read/problems.ts";
import type { TagAccount } from "../read/tag-account.ts";
import { isKnownTag } from "./apply-tags.ts";

/** Warns of every tag that was read for a kind and is nowhere in what is written of it: no reader may lose one in silence. */
export function reportLostTags(account: TagAccount, version: KindVersion, problems: Problems): void {
  const arrived = [
    ...version.docs.flatMap((doc) => doc.tags),
    ...tagsOf(version.type),
    ...version.rootFields.flatMap(tagsOfProperty),
  ];
  for (const tag of account.lost(arrived))
    if (isKnownTag(tag) && !problems.isTold(tag.position)) problems.warning(tag.position, noEffect(tag));
}
