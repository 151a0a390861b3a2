import { expect, test } from "vitest";
import { errorsOf } from "../from-text.ts";

test.each([
  [
    "a field that is not there, with the nearest one",
    `/** @validation self.replica > 0 */\nnested: { replicas: Int32 };`,
    `2:5: error: the rule "self.replica > 0" is not valid: undefined field 'replica' at column 5\n  hint: Did you mean "replicas"?`,
  ],
  [
    "a comparison of types that do not compare",
    `/** @validation self == 'x' */\nreplicas: Int32;`,
    `2:5: error: the rule "self == 'x'" is not valid: found no matching overload for '_==_' applied to '(int, string)' at column 6`,
  ],
  [
    "a rule that does not parse",
    `/** @validation self > */\nreplicas: Int32;`,
    `2:5: error: the rule "self >" is not valid: found the end, expected an expression at column 7`,
  ],
  [
    "a rule that is no bool",
    `/** @validation self + 1 */\nreplicas: Int32;`,
    `2:5: error: the rule "self + 1" is not valid: cel expression must evaluate to a bool at column 1`,
  ],
  [
    "a name that is not declared",
    `/** @validation selfish == 1 */\nreplicas: Int32;`,
    `2:5: error: the rule "selfish == 1" is not valid: undeclared reference to 'selfish' at column 1\n  hint: There are: self, oldSelf.`,
  ],
  [
    "a rule in an unbounded list",
    `/** @validation self.all(a, self.all(b, a == b)) */\nnames: string[];`,
    `2:5: error: the rule "self.all(a, self.all(b, a == b))" may cost too much: estimated rule cost exceeds budget by factor of more than 100x\n  hint: Bound what it reads: @maxItems on spec.names, @maxLength on spec.names[*].`,
  ],
  [
    "an old value that cannot be found",
    `/** @maxItems 9 */\nrows: {\n/**\n * @maxLength 9\n * @validation self == oldSelf\n */\nname: string }[];`,
    `6:4: error: the rule "self == oldSelf" is about the old value, which cannot be told inside of a list that is replaced as a whole: expected "@listType map"`,
  ],
  [
    "a message that is no text",
    `/** @validation rule="self > 0", messageExpression="self" */\nreplicas: Int32;`,
    `2:5: error: the messageExpression "self" is not valid: messageExpression must evaluate to a string at column 1`,
  ],
  [
    "a field path that leads nowhere",
    `/** @validation rule="self.replicas > 0", fieldPath=".replica" */\nnested: { replicas: Int32 };`,
    `2:5: error: the fieldPath ".replica" leads nowhere: expected a path from here, such as ".size"`,
  ],
  [
    "a default that breaks its rule",
    `/**\n * @validation self > 3\n * @default 1\n */\nreplicas: Int32;`,
    `4:4: error: the default is not valid: 1: failed rule: self > 3`,
  ],
])("reports %s", async (_what, members, error) => {
  expect(await errorsOf(members)).toEqual([error]);
});

test.each([
  ["a bound list", `/**\n * @maxItems 8\n * @validation self.all(a, a.size() > 1)\n */\nnames: string[];`],
  ["an old value in a list by key", `/** @validation self >= oldSelf */\nreplicas: Int32;`],
])("has nothing to say of %s", async (_what, members) => {
  expect(await errorsOf(members)).toEqual([]);
});

const costly = `/** @validation self.all(a, self.all(b, a == b)) */\nnames: string[];`;

test("a rule that costs too much is told with mistakes elsewhere", async () => {
  const errors = await errorsOf(`${costly}\n/** @minimum one */\nsize: Int32;\nwhen: symbol;`);
  expect(errors.map((error) => error.split(":")[0])).toEqual(["2", "4", "6"]);
  expect(errors[0]).toContain("may cost too much");
});

test.each([
  ["a bound of what it reads", costly.replace("*/", "\n * @maxItems many */")],
  ["a type of what it reads", costly.replace("string[]", "symbol[]")],
  [
    "a bound of a list around it",
    `/** @maxItems many */\nrows: {\n/**\n * @maxItems 100\n * @items.maxLength 100\n * @validation self.all(a, self.all(b, a == b))\n */\nnames: string[] }[];`,
  ],
])("of its cost nothing is said where %s was refused", async (_what, members) => {
  const errors = await errorsOf(members);
  expect(errors).toHaveLength(1);
  expect(errors[0]).not.toContain("cost");
});
