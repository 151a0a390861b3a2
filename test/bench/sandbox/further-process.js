// Sandboxes of one process, one after the other: what each costs. Run with --expose-gc.
import { startSandbox } from "../../../dist/sandbox/server.js";

const first = await timeStart();
const before = heapSize();
const further = [];
for (let index = 0; index < 12; index++) further.push(await timeStart());
const mb = (heapSize() - before) / further.length / 1e6;
const { wall, cpu } = first;
const figures = { event: "started", wall, cpu, further: further.map((start) => start.cpu), mb };
process.stdout.write(`${JSON.stringify(figures)}\n`);
for (const { sandbox } of [first, ...further]) await sandbox.stop();

async function timeStart() {
  const began = performance.now();
  const start = process.cpuUsage();
  const sandbox = await startSandbox();
  const { user, system } = process.cpuUsage(start);
  return { sandbox, cpu: (user + system) / 1000, wall: performance.now() - began };
}

function heapSize() {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
