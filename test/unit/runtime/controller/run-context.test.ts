import { expect, test } from "vitest";
import { RunContext } from "../../../../src/runtime/controller/run-context.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("the fields of a run are seen wherever it goes on, and nowhere else", async () => {
  const context = new RunContext();
  const seen = (name: string) =>
    context.run({ name }, async () => {
      await turn();
      return context.fields();
    });
  expect(await Promise.all([seen("a"), seen("b")])).toEqual([{ name: "a" }, { name: "b" }]);
  expect(context.fields()).toEqual({});
});

test("operators in one process do not see each other's runs, also when one is begun in the other's", () => {
  const [one, other, third] = [new RunContext(), new RunContext(), new RunContext()];
  one.run({ name: "outer" }, () =>
    other.run({ name: "inner" }, () => {
      expect([one.fields(), other.fields(), third.fields()]).toEqual([
        { name: "outer" },
        { name: "inner" },
        {},
      ]);
      one.run({ name: "again" }, () => {
        expect([one.fields(), other.fields()]).toEqual([{ name: "again" }, { name: "inner" }]);
      });
      expect(one.fields()).toEqual({ name: "outer" });
    }),
  );
});
