import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import { WorkQueue, type QueueItem } from "../../../../src/runtime/queue/work-queue.ts";

/** A queue on virtual time, with what it told its observer. */
export function newQueue() {
  const clock = new VirtualClock();
  const seen: string[] = [];
  const queue = new WorkQueue({
    clock,
    observer: {
      added: () => void seen.push("added"),
      retried: () => void seen.push("retried"),
      depth: (ready, priority) => void seen.push(`depth ${ready}${priority === 0 ? "" : ` at ${priority}`}`),
      started: (waited) => void seen.push(`started ${waited}`),
      finished: (worked) => void seen.push(`finished ${worked}`),
    },
  });
  return { clock, queue, seen };
}

/** Keys in the order in which they are handed out now; they are not done. */
export async function take(queue: WorkQueue, count: number): Promise<string[]> {
  const keys: string[] = [];
  for (let index = 0; index < count; index++) keys.push((await queue.get())?.key ?? "-");
  return keys;
}

/** What a worker that asks now will get, as far as it has. */
export function ask(queue: WorkQueue): { item: QueueItem | undefined | "waiting" } {
  const answer: { item: QueueItem | undefined | "waiting" } = { item: "waiting" };
  void queue.get().then((item) => (answer.item = item));
  return answer;
}
