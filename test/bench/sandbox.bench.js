// The sandbox: how soon it is ready, what further ones of a process cost, and how many requests it answers beside etcd and kube-apiserver, in
// alternating rounds of the same run. Promises: ready 90 ms after `node -e 0` would have ended, 40 ms in a process, further ones 10 ms and 5 MB;
// writes 3 times as fast as the real server's, lists no slower. `--long` has five times the rounds.
import { spawn } from "node:child_process";
import { Agent, request } from "node:https";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { findControlPlane } from "../../dist/cluster/control-plane/find.js";
import { startControlPlane } from "../../dist/cluster/control-plane/start.js";
import { median } from "./pairs.js";

const rounds = process.argv.includes("--long") ? 25 : 5;
const perRound = 150;
const listed = 2000;
const program = fileURLToPath(new URL("../../bin/kubewright.js", import.meta.url));
const serverFile = fileURLToPath(new URL("sandbox-server.js", import.meta.url));

await compareStart();
await measureFurther();
await compareRequests();

async function compareStart() {
  const times = { ready: [], floor: [] };
  for (let round = 0; round <= rounds; round++) {
    const floor = await timeLine(["-e", 'console.log("ready")']);
    const ready = await timeLine([program, "sandbox"]);
    if (round === 0) continue; // fills the compile cache
    times.floor.push(floor);
    times.ready.push(ready);
  }
  const over = median(times.ready) - median(times.floor);
  report("command ready after node -e 0", `${over.toFixed(0)} ms`, over <= 90);
}

/** Milliseconds until a program writes its first line. */
async function timeLine(args) {
  const start = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise((resolve) => child.once("close", resolve));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const ms = performance.now() - start;
  child.kill("SIGTERM");
  await ended;
  return ms;
}

/** Processor time: the machine may do other things. */
async function measureFurther() {
  const { startSandbox } = await import("../../dist/sandbox/server.js");
  const first = await timeStart(startSandbox);
  const before = heapSize();
  const further = [];
  for (let index = 0; index < 12; index++) further.push(await timeStart(startSandbox));
  const mb = (heapSize() - before) / further.length / 1e6;
  const ms = median(further.map(({ cpu }) => cpu));
  report("first in a process", `${first.cpu.toFixed(0)} ms of processor time`, first.cpu <= 40);
  report("each further one", `${ms.toFixed(1)} ms of processor time, ${mb.toFixed(1)} MB`, ms < 10 && mb < 5);
  for (const { sandbox } of [first, ...further]) await sandbox.stop();
}

async function timeStart(startSandbox) {
  const start = process.cpuUsage();
  const sandbox = await startSandbox();
  const { user, system } = process.cpuUsage(start);
  return { sandbox, cpu: (user + system) / 1000 };
}

function heapSize() {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function compareRequests() {
  const binaries = findControlPlane();
  if (!binaries) return console.log("skipped: requests beside a real server (no etcd and kube-apiserver)");
  const stops = [];
  try {
    const real = await startControlPlane({ binaries });
    stops.push(() => real.stop());
    const child = spawn(process.execPath, [serverFile], { stdio: ["ignore", "pipe", "inherit"] });
    stops.push(() => end(child));
    const [line] = await firstLine(child);
    const servers = [
      connect(JSON.parse(line)),
      connect({ url: real.url, ca: real.ca, token: real.adminToken }),
    ];
    stops.push(() => servers.forEach(({ agent }) => agent.destroy()));
    await compareOn(servers);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

function firstLine(child) {
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve) => lines.once("line", (line) => resolve([line])));
}

function end(child) {
  const ended = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGTERM");
  return ended;
}

async function compareOn(servers) {
  const path = "/api/v1/namespaces/default/configmaps";
  const patch = "application/merge-patch+json";
  const verbs = {
    create: (call, name) => call("POST", path, configMap(name, "1")),
    update: (call, name) => call("PUT", `${path}/${name}`, configMap(name, "2")),
    patch: (call, name) => call("PATCH", `${path}/${name}`, { data: { v: "3" } }, patch),
  };
  const times = new Map();
  for (let round = 0; round <= rounds; round++)
    for (const [verb, act] of Object.entries(verbs))
      for (const [side, { call }] of servers.entries()) {
        const ms = await spread(perRound, (index) => act(call, `r${round}-${index}`));
        if (round > 0) push(times, `${verb} ${side}`, ms);
      }
  for (const verb of Object.keys(verbs)) reportRatio(verb, { times, least: 3 });
  await compareLists(servers, path);
}

async function compareLists(servers, path) {
  const times = new Map();
  for (const { call } of servers)
    await spread(listed, (index) => call("POST", path, configMap(`list-${index}`, "1")));
  for (let round = 0; round < rounds; round++)
    for (const [side, { call }] of servers.entries())
      push(times, `list of ${listed} ${side}`, await spread(1, () => call("GET", path)));
  reportRatio(`list of ${listed}`, { times, least: 1 });
}

function reportRatio(name, { times, least }) {
  const [own, real] = [0, 1].map((side) => median(times.get(`${name} ${side}`)));
  const ratio = real / own;
  report(
    name,
    `${ratio.toFixed(2)} × as fast as the real server (${own.toFixed(0)} and ${real.toFixed(0)} ms)`,
    ratio >= least,
  );
}

function configMap(name, v) {
  const metadata = { name, labels: { app: "bench" } };
  return { apiVersion: "v1", kind: "ConfigMap", metadata, data: { v, text: "x".repeat(500) } };
}

/** Milliseconds that `count` acts take, eight at a time. */
async function spread(count, act) {
  const start = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return performance.now() - start;
}

function connect({ url, ca, token }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 8, ca });
  const call = (method, path, body, type = "application/json") =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, ...(body ? { "content-type": type } : {}) };
      const sent = request(url + path, { agent, method, headers }, (response) => {
        response.resume();
        const done = response.statusCode < 300 ? resolve : reject;
        response.once("end", () => done(new Error(`${method} ${path}: ${response.statusCode}`)));
      });
      sent.once("error", reject);
      sent.end(body && JSON.stringify(body));
    });
  return { agent, call };
}

function push(map, key, value) {
  map.set(key, [...(map.get(key) ?? []), value]);
}

function report(what, figure, kept) {
  console.log(`${what}: ${figure}${kept ? "" : " (promise missed)"}`);
}
