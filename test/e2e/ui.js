// The page of `kubewright run --ui` in a real browser (chromium, by playwright-core): a scaffolded project on the sandbox, from an empty list to the diffs of its reconciles, with a Secret and a
// sensitive field whose values must not be on it. Screenshots are left in the folder when SCREENSHOTS is set.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { createClient, loadConnection, resource } from "../../dist/index.js";

const folder = process.argv[2];
if (!folder) throw new Error("usage: node test/e2e/ui.js FOLDER");
const repository = fileURLToPath(new URL("../..", import.meta.url));
const kubewright = join(repository, "bin", "kubewright.js");
const browserPath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const Memcached = resource({ group: "cache.example.com", version: "v1alpha1", kind: "Memcached" });
const key = { namespace: "default", name: "sample" };
const values = { secret: "hunter2-of-the-secret", field: "swordfish-of-the-field" };

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const project = newProject();
const operator = spawn(process.execPath, [kubewright, "run", "--ui"], {
  cwd: project,
  stdio: ["ignore", "pipe", "pipe"],
});
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
try {
  const url = await addressOf(operator);
  await checkServer(new URL(url));
  await look(url);
  console.log("the page shows what run does, in a real browser");
} finally {
  await browser.close();
  operator.kill("SIGINT");
  if (operator.exitCode === null) await once(operator, "exit");
  rmSync(project, { recursive: true, force: true });
}

/** A project whose operator writes a Secret from a sensitive field, and fails when it is told to. */
function newProject() {
  run(["init", "cache-operator", "--domain", "example.com", "--skip-install"], folder);
  const root = join(folder, "cache-operator");
  linkPackages(root);
  run(["create", "api", "--group", "cache", "--version", "v1alpha1", "--kind", "Memcached"], root);
  const api = join(root, "src/api/v1alpha1/memcached.ts");
  const spec = readFileSync(api, "utf8").replace(
    /export interface MemcachedSpec \{/,
    "export interface MemcachedSpec {\n  /** @sensitive */\n  password?: string;\n  fail?: boolean;",
  );
  writeFileSync(api, spec);
  writeFileSync(
    join(root, "src/controllers/memcached.ts"),
    `import { controller } from "kubewright";
import { ConfigMap, Secret } from "kubewright/k8s/core/v1";
import { Memcached } from "../api/v1alpha1/memcached.ts";

export const memcached = controller(Memcached)
  .owns(ConfigMap)
  .owns(Secret)
  .reconcile(async ({ object, client, request, status, events }) => {
    const { password = "", fail, size = 1 } = object.spec;
    await client.apply(Secret, { metadata: request, stringData: { password, other: ${JSON.stringify(values.secret)} } });
    await client.apply(ConfigMap, { metadata: request, data: { size: String(size) } });
    if (fail) throw new Error("cannot log in with " + password);
    status.condition("Ready", true, "Applied");
    events.normal("Applied", "everything was applied");
  });
`,
  );
  return root;
}

/** The packages of this repository, and this repository as kubewright: what is installed from a tarball is another test's. */
function linkPackages(root) {
  const packages = join(repository, "node_modules");
  mkdirSync(join(root, "node_modules"));
  for (const name of readdirSync(packages))
    if (!name.startsWith(".")) symlinkSync(join(packages, name), join(root, "node_modules", name));
  symlinkSync(repository, join(root, "node_modules", "kubewright"));
}

function run(args, cwd) {
  execFileSync(process.execPath, [kubewright, ...args], { cwd, stdio: ["ignore", "inherit", "inherit"] });
}

/** Where the page is, once the operator runs. */
async function addressOf(child) {
  const lines = [];
  let url;
  for await (const line of merged(child)) {
    lines.push(line);
    url ??= /is shown at (\S+)/.exec(line)?.[1];
    if (url && line.includes("starting")) {
      for (const stream of [child.stdout, child.stderr]) stream.resume();
      return url;
    }
  }
  throw new Error(`run has ended:\n${lines.join("\n")}`);
}

async function* merged(child) {
  const waiting = [];
  let wake = () => {};
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on("line", (line) => {
      waiting.push(line);
      wake();
    });
  child.once("exit", () => {
    waiting.push(undefined);
    wake();
  });
  for (;;) {
    while (waiting.length > 0) {
      const line = waiting.shift();
      if (line === undefined) return;
      yield line;
    }
    await new Promise((resolve) => (wake = resolve));
  }
}

/** The token, the name of the host and the origin are asked for. */
async function checkServer(url) {
  const status = (path, headers = {}) =>
    new Promise((resolve, reject) => {
      request({ host: "127.0.0.1", port: url.port, path, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on("error", reject)
        .end();
    });
  const whole = url.pathname + url.search;
  assert.equal(await status(whole), 200);
  assert.equal(await status("/"), 401);
  assert.equal(await status("/api/state"), 401);
  assert.equal(await status("/?token=guess"), 401);
  assert.equal(await status(whole, { host: "evil.example" }), 403);
  assert.equal(await status(whole, { origin: "https://evil.example" }), 403);
}

async function look(url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: "light" });
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  const hosts = new Set();
  page.on("request", (sent) => hosts.add(new URL(sent.url()).host));
  await page.goto(url);
  await page.getByText("No custom resources yet").waitFor();

  const client = createClient(await loadConnection({ kubeconfig: join(project, ".kubewright/kubeconfig") }));
  try {
    await client.create(Memcached, { metadata: key, spec: { image: "i", size: 1, password: values.field } });
    const row = page.locator("#objects button", { hasText: "default/sample" });
    await row.getByText("Ready").waitFor();
    await row.click();
    const detail = page.locator("#detail");
    await detail.getByRole("heading", { name: "default/sample" }).waitFor();
    await detail.locator(".tree", { hasText: "ConfigMap" }).getByText("Secret").waitFor();
    await detail.getByText("everything was applied").waitFor();
    const first = detail.locator(".runs details").last();
    await first.locator("summary").click();
    await first.getByText("created").first().waitFor();
    await first.getByText("reconcileID").waitFor();

    await client.patch(Memcached, key, { merge: { spec: { size: 5 } } });
    // what was opened stays open, and what is new is there without a reload
    await detail.locator(".runs summary", { hasText: "spec.size" }).first().click();
    await detail.locator(".diff", { hasText: "data.size" }).getByText('+ "5"').waitFor();
    assert.equal(await first.getAttribute("open"), "");

    await client.patch(Memcached, key, { merge: { spec: { fail: true } } });
    await row.getByText("failing").waitFor();
    await detail.locator("> .banner").getByText("cannot log in with <masked>").waitFor();
    await detail.locator("summary", { hasText: "YAML" }).click();
    await detail.locator("pre", { hasText: "password: <masked>" }).waitFor();
    const shown = await page.content();
    for (const value of Object.values(values)) assert.ok(!shown.includes(value), `${value} is on the page`);
    await shoot(page, "light");
    await page.emulateMedia({ colorScheme: "dark" });
    await shoot(page, "dark");

    await page.getByRole("searchbox").fill("nothing like this");
    await page.getByText("None of that name").waitFor();
    await page.getByRole("searchbox").fill("memcached failing");
    await row.waitFor();
    await page.setViewportSize({ width: 400, height: 800 });
    const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    assert.ok(overflow <= 0, `the page is ${overflow} wider than a small screen`);
    await shoot(page, "narrow");

    await client.delete(Memcached, key);
    await page.getByText("This object is gone.").waitFor();
  } finally {
    client.close();
  }
  assert.deepEqual([...hosts], [new URL(url).host]);
  // the object that was deleted is asked for once more, and is not there
  assert.deepEqual(
    complaints.filter((text) => !text.includes("404")),
    [],
  );
}

async function shoot(page, name) {
  if (process.env.SCREENSHOTS) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
