import { expect, test } from "vitest";
import { linkOperator } from "../../../../src/dev/view/operator-link.ts";
import type { ReportQuestion } from "../../../../src/kube/operator-report.ts";
import { emptyModel, hello, run } from "./view-harness.ts";

function linked() {
  const { model, clock } = emptyModel();
  const sent: ReportQuestion[] = [];
  const greeted: string[] = [];
  const send = (question: ReportQuestion) => void sent.push(question);
  const link = linkOperator(model, { clock, send, onHello: ({ operator }) => void greeted.push(operator) });
  return { model, clock, sent, greeted, ...link };
}

test("reports come into the view; what is none does not disturb", () => {
  const { model, receive, greeted } = linked();
  receive({ type: "something else" });
  receive(hello);
  receive({
    type: "stats",
    controllers: [{ name: "memcached", queued: 2, running: 1, runs: 9, failures: 1 }],
  } as never);
  receive({ type: "runs", runs: [run("a")], dropped: 0 } as never);
  expect(greeted).toEqual(["cache-operator"]);
  expect(model.snapshot().controllers).toMatchObject([{ queued: 2, running: 1, runs: 9, failures: 1 }]);
});

test("each question gets its own answer; one that nobody answers gets none", async () => {
  const { ask, receive, sent, clock } = linked();
  const [one, other, none] = ["a", "b", "c"].map((name) => ask({ kind: "Memcached", name }));
  expect(sent.map(({ id, name }) => [id, name])).toEqual([
    [1, "a"],
    [2, "b"],
    [3, "c"],
  ]);
  receive({ type: "explanation", id: 2, explanations: ["of b"] } as never);
  receive({ type: "explanation", id: 1, explanations: ["of a"] } as never);
  receive({ type: "explanation", id: 9, explanations: [] } as never);
  expect(await one).toEqual(["of a"]);
  expect(await other).toEqual(["of b"]);
  await clock.advance(2_000);
  expect(await none).toEqual([]);
});
