import { expect, test } from "vitest";
import { ResponseBody } from "../../../../src/runtime/client/response-body.ts";

function make() {
  const calls: string[] = [];
  const body = new ResponseBody({
    pause: () => void calls.push("pause"),
    resume: () => void calls.push("resume"),
    destroy: () => void calls.push("destroy"),
  });
  return { body, calls };
}

async function drain(body: ResponseBody): Promise<string> {
  let text = "";
  for await (const part of body) text += part.toString();
  return text;
}

test("parts come in order, those before the reader and those after", async () => {
  const { body, calls } = make();
  body.push(Buffer.from("a"));
  const reading = drain(body);
  await Promise.resolve();
  body.push(Buffer.from("b"));
  body.push(Buffer.from("c"));
  body.finish();
  expect(await reading).toBe("abc");
  expect(calls).toEqual([]);
});

test("what came before a failure is read first", async () => {
  const { body } = make();
  body.push(Buffer.from("a"));
  body.fail(new Error("lost"));
  expect((await body.next()).value?.toString()).toBe("a");
  await expect(body.next()).rejects.toThrow("lost");
});

test("a slow reader holds the connection up, and lets it go on when it has read all", async () => {
  const { body, calls } = make();
  const part = Buffer.alloc(100 * 1024);
  for (let count = 0; count < 4; count++) body.push(part);
  expect(calls).toEqual(["pause"]);
  for (let count = 0; count < 3; count++) await body.next();
  expect(calls).toEqual(["pause"]);
  await body.next();
  expect(calls).toEqual(["pause", "resume"]);
});

test("whoever stops reading ends the connection", async () => {
  const { body, calls } = make();
  body.push(Buffer.from("a"));
  for await (const _ of body) break;
  expect(calls).toEqual(["destroy"]);
});

test("a reader that waits is told why it is given up, and one that comes later", async () => {
  const { body, calls } = make();
  const waiting = body.next();
  body.destroy(new Error("silent"));
  await expect(waiting).rejects.toThrow("silent");
  await expect(body.next()).rejects.toThrow("silent");
  body.push(Buffer.from("late"));
  expect(calls).toEqual(["destroy"]);
});

test("after the end nothing can be given up: the connection is another's", async () => {
  const { body, calls } = make();
  body.push(Buffer.from("a"));
  body.finish();
  body.destroy();
  expect(await drain(body)).toBe("a");
  expect(calls).toEqual([]);
});

test("it is whole only when all is there", () => {
  const { body } = make();
  body.push(Buffer.from("a"));
  expect(body.whole()).toBeUndefined();
  body.push(Buffer.from("b"));
  body.finish();
  expect(body.whole()?.toString()).toBe("ab");
  const broken = make().body;
  broken.fail(new Error("lost"));
  expect(broken.whole()).toBeUndefined();
});

test("its end is told once, whenever it is asked for", () => {
  const { body } = make();
  let told = 0;
  body.onEnd(() => told++);
  body.fail(new Error("lost"));
  body.finish();
  expect(told).toBe(1);
  body.onEnd(() => told++);
  expect(told).toBe(2);
});
