import { expect, test } from "vitest";
import { controller, type Controller } from "../../../../src/runtime/controller/controller-builder.ts";
import { gate, startController, Widget, widget, type ClientCall } from "./controller-harness.ts";

const finalizer = "example.com/widget-daemons";
const held = (
  name: string,
  fields: { version?: string; finalizers?: string[]; deleted?: boolean; uid?: string } = {},
) => {
  const { version = "2", finalizers = [finalizer], deleted = false, uid } = fields;
  const { metadata, ...rest } = widget(name, { version });
  const deletion = deleted ? { deletionTimestamp: "2026-01-01T00:00:09Z" } : {};
  return { ...rest, metadata: { ...metadata, ...(uid ? { uid } : {}), finalizers, ...deletion } };
};

/** A daemon that takes its time to end, and a finalize handler. */
function daemons(more: (built: Controller<Widget>) => Controller<Widget> = (built) => built) {
  const notes: string[] = [];
  const closing = gate();
  const built = controller(Widget).daemon(
    "tunnel",
    async ({ signal }) => {
      notes.push("begin");
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      notes.push("closing");
      await closing.opened;
      notes.push("closed");
    },
    { finalize: true },
  );
  return { notes, closing, built: more(built) };
}

/** What was asked for of finalizers. */
const patches = (calls: readonly ClientCall[]) =>
  calls
    .filter(({ method }) => method === "patch")
    .map(
      ({ args }) => (args[1] as { merge: { metadata: { finalizers: string[] } } }).merge.metadata.finalizers,
    );
const answer = ({ method, args }: ClientCall) =>
  method === "patch"
    ? held("a", {
        version: "9",
        finalizers: (args[1] as { merge: { metadata: { finalizers: string[] } } }).merge.metadata.finalizers,
      })
    : undefined;

test("an object gets the finalizer before its daemon begins", async () => {
  const { notes, built, closing } = daemons();
  const at = await startController(built, { objects: [widget("a")], answer });
  expect([patches(at.calls), notes]).toEqual([[[finalizer]], []]);
  await at.send("MODIFIED", held("a", { version: "9" }));
  expect(notes).toEqual(["begin"]);
  closing.open();
  await at.stop();
});

test("an object that is being deleted is let go when its daemon has ended, and finalize runs after that", async () => {
  const { notes, built, closing } = daemons((plain) => plain.finalize(() => void notes.push("finalize")));
  const both = [finalizer, "example.com/widget-finalizer"];
  const at = await startController(built, { objects: [held("a", { finalizers: both })], answer });
  await at.send("MODIFIED", held("a", { version: "3", deleted: true, finalizers: both }));
  expect([notes, patches(at.calls)]).toEqual([["begin", "closing"], []]);
  closing.open();
  await at.clock.advance(0);
  expect(notes).toEqual(["begin", "closing", "closed", "finalize"]);
  expect(patches(at.calls)).toEqual([["example.com/widget-finalizer"], []]);
  await at.stop();
});

test("an object that is being deleted when the process starts is let go at once: nothing of it runs here", async () => {
  const { notes, built } = daemons();
  const at = await startController(built, { objects: [held("a", { deleted: true })], answer });
  expect([notes, patches(at.calls)]).toEqual([[], [[]]]);
  await at.stop();
});

test("the finalizer is taken away, too, when no daemon asks for it any more", async () => {
  const built = controller(Widget).daemon("tunnel", () => {});
  const at = await startController(built, { objects: [held("a", { deleted: true })], answer });
  expect(patches(at.calls)).toEqual([[]]);
  await at.stop();
});

test("a stop of the process leaves the finalizer to the next one", async () => {
  const { notes, built, closing } = daemons();
  const at = await startController(built, { objects: [held("a")], answer });
  closing.open();
  await at.stop();
  expect([notes, patches(at.calls)]).toEqual([["begin", "closing", "closed"], []]);
});

test("a daemon that has begun goes on when somebody takes the finalizer away; a namesake needs one of its own", async () => {
  const { notes, built, closing } = daemons();
  const at = await startController(built, { objects: [held("a")], answer });
  await at.send("MODIFIED", held("a", { version: "3", finalizers: [] }));
  expect(notes).toEqual(["begin"]);
  closing.open();
  await at.send("MODIFIED", held("a", { version: "4", finalizers: [], uid: "other" }));
  expect(notes).toEqual(["begin", "closing", "closed"]);
  await at.send("MODIFIED", held("a", { version: "5", uid: "other" }));
  expect(notes.slice(3, 4)).toEqual(["begin"]);
  await at.stop();
});
