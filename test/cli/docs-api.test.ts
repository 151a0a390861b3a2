import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeYaml } from "../../src/kube/yaml.ts";
import { crdOf } from "../helpers/definition.ts";
import { runCli, temporaryFolder } from "./run-cli.ts";

const source = (kind: string) => `import { resource, type CustomResource, type Int32 } from "kubewright";
interface Spec {
  /** How many. */
  size?: Int32;
}
export const ${kind} = resource<CustomResource<Spec>>({ group: "example.com", version: "v1", kind: "${kind}" });
`;

function setUp() {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, "src/api"), { recursive: true });
  writeFileSync(join(cwd, "src/api/widget.ts"), source("Widget"));
  writeFileSync(join(cwd, "src/api/gadget.ts"), source("Gadget"));
  return { cwd, docs: (...argv: string[]) => runCli(["docs", "api", ...argv], { cwd }) };
}

test("a page for each kind and one that leads to them, only when they change", async () => {
  const { cwd, docs } = setUp();
  expect((await docs()).stdout).toBe(
    "create docs/api/README.md\ncreate docs/api/example.com_gadgets.md\ncreate docs/api/example.com_widgets.md\n",
  );
  expect(readFileSync(join(cwd, "docs/api/README.md"), "utf8")).toContain("[Widget](example.com_widgets.md)");
  expect(readFileSync(join(cwd, "docs/api/example.com_widgets.md"), "utf8")).toContain("How many.");
  expect((await docs()).stdout).toBe("nothing to change\n");
});

test("pages of kinds that are gone go; pages of other people stay", async () => {
  const { cwd, docs } = setUp();
  await docs();
  writeFileSync(join(cwd, "docs/api/notes.md"), "# Notes\n");
  rmSync(join(cwd, "src/api/gadget.ts"));
  expect((await docs()).stdout).toContain("delete docs/api/example.com_gadgets.md\n");
  expect(existsSync(join(cwd, "docs/api/notes.md"))).toBe(true);
});

test("--format html is one page that needs nothing from anywhere", async () => {
  const { cwd, docs } = setUp();
  expect((await docs("--format", "html", "--out", "site", "--title", "Widgets")).stdout).toBe(
    "create site/index.html\n",
  );
  const html = readFileSync(join(cwd, "site/index.html"), "utf8");
  expect(html).toContain("<title>Widgets</title>");
  expect(html).not.toMatch(/<(script|img|iframe|link)[^>]* (src|href)=|@import|url\(/);
});

test("a folder holds one format: pages of the other go, and --check says so", async () => {
  const { cwd, docs } = setUp();
  await docs();
  writeFileSync(join(cwd, "docs/api/notes.md"), "# Notes\n");
  const stale = await docs("--format", "html", "--check");
  expect(stale).toMatchObject({ code: 1, stderr: expect.stringContaining("example.com_widgets.md") });
  expect((await docs("--format", "html")).stdout).toBe(
    "delete docs/api/README.md\ndelete docs/api/example.com_gadgets.md\ndelete docs/api/example.com_widgets.md\ncreate docs/api/index.html\n",
  );
  expect(existsSync(join(cwd, "docs/api/notes.md"))).toBe(true);
  expect((await docs()).stdout).toContain("delete docs/api/index.html\n");
  writeFileSync(join(cwd, "docs/api/index.html"), "<p>By hand.</p>\n");
  expect((await docs()).stdout).toBe("nothing to change\n");
});

test("--dry-run shows what would be written; --check fails when something would", async () => {
  const { cwd, docs } = setUp();
  expect((await docs("--dry-run")).stdout).toContain("+++ b/docs/api/README.md");
  expect(existsSync(join(cwd, "docs"))).toBe(false);
  const stale = await docs("--check");
  expect(stale.code).toBe(1);
  expect(stale.stderr).toContain("the pages do not say what the types say: docs/api/README.md");
  await docs();
  expect(await docs("--check")).toMatchObject({ code: 0, stdout: "" });
});

test("manifests do as well as sources, several together; what holds no kind is said", async () => {
  const { cwd, docs } = setUp();
  writeFileSync(
    join(cwd, "crd.yaml"),
    writeYaml({ ...crdOf({ type: "object" }), metadata: { name: "x.example.com" } }),
  );
  expect((await docs("crd.yaml", "src/api/gadget.ts", "--dry-run")).stdout).toContain(
    "example.com_widgets.md",
  );
  expect((await docs("nowhere")).stderr).toContain('cannot read "nowhere"');
});
