import { hash } from "./hash.ts";

/**
 * Who should have which shard: the same answer for the same members, whatever their order. Each shard goes to the member that it ranks first
 * (rendezvous hashing) and that has not got its share yet, so that shares differ by one at most, and few shards move when members come and go.
 */
export function assignShards(members: readonly string[], shards: number): ReadonlyMap<number, string> {
  const assigned = new Map<number, string>();
  const names = [...new Set(members)].toSorted();
  if (names.length === 0) return assigned;
  const share = Math.floor(shards / names.length);
  let larger = shards % names.length;
  const counts = new Map(names.map((name) => [name, 0]));
  for (let shard = 0; shard < shards; shard++) {
    const ranked = names
      .map((name) => ({ name, rank: hash(`${shard}/${name}`) }))
      .toSorted((a, b) => b.rank - a.rank || (a.name < b.name ? -1 : 1));
    const free = ranked.find(({ name }) => {
      const count = counts.get(name) ?? 0;
      return count < share || (count === share && larger > 0);
    });
    if (!free) continue;
    const count = counts.get(free.name) ?? 0;
    if (count === share) larger--;
    counts.set(free.name, count + 1);
    assigned.set(shard, free.name);
  }
  return assigned;
}
