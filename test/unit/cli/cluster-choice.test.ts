import { expect, test } from "vitest";
import { parseClusterChoice } from "../../../src/cli/cluster-choice.ts";

test.each([
  ["sandbox", { kind: "sandbox" }],
  ["kind", { kind: "kind", name: "kind" }],
  ["kind:dev", { kind: "kind", name: "dev" }],
  ["context", { kind: "context", name: undefined }],
  [
    "context:arn:aws:eks:eu-west-1:1:cluster/a",
    { kind: "context", name: "arn:aws:eks:eu-west-1:1:cluster/a" },
  ],
])("%s", (text, choice) => {
  expect(parseClusterChoice(text)).toEqual(choice);
});

test.each(["", "minikube", "sandbox:a", "kind:", "context:", "Kind"])("%j is a usage error", (text) => {
  expect(() => parseClusterChoice(text)).toThrow(
    `cannot read --cluster "${text}": expected sandbox, kind, kind:NAME, context or context:NAME`,
  );
});
