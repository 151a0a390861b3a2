import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { VirtualClock } from "../../../src/base/virtual-clock.ts";
import { createStarter } from "../../../src/dev/standby.ts";
import { temporaryFolder } from "../../cli/run-cli.ts";

/** A project with a library that says when it is loaded, and a program that says what it got of it. */
function project(options: { nodeArgs?: string[] } = {}) {
  const cwd = temporaryFolder();
  const library = join(cwd, "node_modules/kubewright");
  mkdirSync(join(library, "runtime/client"), { recursive: true });
  const exports = { ".": "./index.js", "./part": "./part.js" };
  writeFileSync(
    join(library, "package.json"),
    JSON.stringify({ name: "kubewright", type: "module", exports }),
  );
  writeFileSync(join(library, "index.js"), `console.log("library"); export const name = "kubewright";`);
  writeFileSync(join(library, "part.js"), `console.log("part");`);
  writeFileSync(join(library, "runtime/client/kubeconfig.js"), `console.log("kubeconfig");`);
  writeFileSync(join(cwd, "package.json"), `{ "type": "module" }`);
  const file = join(cwd, "main.mjs");
  const write = (text: string) => writeFileSync(file, text);
  const lines: string[] = [];
  const clock = new VirtualClock();
  const starter = createStarter({
    file,
    cwd,
    env: process.env,
    clock,
    onLine: (line) => lines.push(line),
    ...options,
  });
  onTestFinished(starter.close);
  const said = async (line: string) => {
    while (!lines.includes(line)) await new Promise((resolve) => setImmediate(resolve));
  };
  return { starter, clock, lines, said, write };
}

const greet = `import { name } from "kubewright"; console.log("hello", name);`;

test("the next version has the library at hand, and what the last one imported of it", async () => {
  const { starter, clock, lines, said, write } = project();
  write(greet);
  starter.ready();
  starter.ready(); // one is enough
  await said("kubeconfig");
  expect(await starter.start(["kubewright", "kubewright/part", "other"]).exited).toMatchObject({ code: 0 });
  expect(lines).toEqual(["library", "kubeconfig", "hello kubewright"]);
  lines.length = 0;
  await clock.advance(20);
  await said("part");
  await said("kubeconfig");
  write(greet.replace("hello", "bye"));
  await starter.start([]).exited;
  expect(lines.sort()).toEqual(["bye kubewright", "kubeconfig", "library", "part"]);
});

test("without a standby the program is started all the same", async () => {
  const { starter, lines, write } = project();
  write(greet);
  await starter.start([]).exited;
  expect(lines).toEqual(["library", "hello kubewright"]);
});

test("with arguments for Node nobody stands by", async () => {
  const { starter, clock, lines, write } = project({ nodeArgs: ["--no-warnings"] });
  write("console.log(process.execArgv.includes('--no-warnings'));");
  starter.ready();
  await starter.start([]).exited;
  await clock.advance(1_000);
  expect(lines).toEqual(["true"]);
  expect(clock.waiting).toBe(0);
});
