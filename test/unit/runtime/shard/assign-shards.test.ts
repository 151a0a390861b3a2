import { expect, test } from "vitest";
import { assignShards } from "../../../../src/runtime/shard/assign-shards.ts";
import { checkSharding, shardOf } from "../../../../src/runtime/shard/sharding-options.ts";

const counts = (assigned: ReadonlyMap<number, string>) => {
  const found: Record<string, number> = {};
  for (const member of assigned.values()) found[member] = (found[member] ?? 0) + 1;
  return Object.values(found).toSorted((a, b) => a - b);
};

test("shares differ by one at most, whatever the order in which members are named", () => {
  for (let members = 1; members <= 20; members++) {
    const names = Array.from({ length: members }, (_, index) => `replica-${index}`);
    const assigned = assignShards(names, 16);
    expect(assigned.size).toBe(16);
    const shares = counts(assigned);
    expect((shares.at(-1) ?? 0) - (members > 16 ? 0 : (shares[0] ?? 0))).toBeLessThanOrEqual(1);
    expect(assignShards(names.toReversed(), 16)).toEqual(assigned);
  }
});

test("few shards move when a member comes", () => {
  const before = assignShards(["a", "b", "c"], 30);
  const after = assignShards(["a", "b", "c", "d"], 30);
  const moved = [...before].filter(([shard, member]) => after.get(shard) !== member).length;
  expect(moved).toBeLessThanOrEqual(15);
});

test("objects are spread evenly; by namespace those of one stay together", () => {
  const spread = Array.from({ length: 4_000 }, (_, index) =>
    shardOf({ namespace: "default", name: `object-${index}` }, { shards: 8 }),
  );
  for (let shard = 0; shard < 8; shard++)
    expect(Math.abs(spread.filter((one) => one === shard).length - 500)).toBeLessThan(100);
  const by = { shards: 8, by: "namespace" } as const;
  expect(shardOf({ namespace: "n", name: "a" }, by)).toBe(shardOf({ namespace: "n", name: "b" }, by));
  expect(shardOf({ name: "a" }, by)).toBe(shardOf({ name: "a" }, { shards: 8 }));
  // replicas of different versions have to agree: this may never change
  expect([
    shardOf({ namespace: "default", name: "sample" }, {}),
    shardOf({ name: "sample" }, {}),
  ]).toMatchSnapshot();
});

test.each([
  [{ shards: 0 }, "shards is 0"],
  [{ shards: 1.5 }, "shards is 1.5"],
  [{ by: "uid" as never }, 'by is "uid"'],
  [{ replicas: 3 } as never, 'there is no option "replicas"'],
])("%j is refused", (options, message) => {
  expect(() => checkSharding(options)).toThrow(message);
});
