import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { silentLogger } from "../../../../src/base/logger.ts";
import { buildGoSource, buildKubernetes } from "../../../../src/cluster/control-plane/build.ts";
import { temporaryFolder, writeProgram } from "./folders.ts";

/** A go command that writes what it finds in its folder where the program should be. */
function setUp() {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, "upstream.mod"),
    "module m\n\ngo 1.26.0\n\nreplace k8s.io/api => ./staging/src/k8s.io/api\n",
  );
  const go = writeProgram(
    join(folder, "go"),
    `const { existsSync, readFileSync, writeFileSync } = require("node:fs");
    const args = process.argv.slice(2);
    if (args[0] === "mod") console.log(JSON.stringify({ GoMod: ${JSON.stringify(join(folder, "upstream.mod"))} }));
    else writeFileSync(args[args.indexOf("-o") + 1], JSON.stringify({
      package: args.at(-1),
      flags: args[args.indexOf("-ldflags") + 1],
      mod: readFileSync("go.mod", "utf8"),
      source: existsSync("main.go") ? readFileSync("main.go", "utf8") : undefined,
    }));`,
  );
  const signal = new AbortController().signal;
  const out = temporaryFolder();
  const read = (name: string) =>
    JSON.parse(readFileSync(join(out, name), "utf8")) as Record<
      "package" | "flags" | "mod" | "source",
      string
    >;
  return { out, read, tool: { version: "1.36.3", logger: silentLogger, signal, go } };
}

test("programs of a Kubernetes release are built by name and know their version; nothing else is left", async () => {
  const { out, read, tool } = setUp();
  await buildKubernetes(out, { ...tool, programs: ["kubelet", "kube-proxy"] });
  expect(read("kubelet")).toMatchObject({
    package: "k8s.io/kubernetes/cmd/kubelet",
    flags: expect.stringContaining("gitVersion=v1.36.3") as string,
    mod: expect.stringContaining("replace k8s.io/api => k8s.io/api v0.36.3") as string,
  });
  expect(readdirSync(join(out, "modules"))).toEqual([]);
  expect(readdirSync(out).sort()).toEqual(["kube-proxy", "kubelet", "modules"]);
});

test("a source of ours is built on the module that it requires, or on none", async () => {
  const { out, read, tool } = setUp();
  const requires = { module: "example.com/dns", version: "v1.2.3" };
  writeFileSync(join(tool.go, "..", "upstream.mod"), "module m\n\ngo 1.25\n");
  await buildGoSource(join(out, "dns"), { ...tool, source: "package main", requires });
  expect(read("dns")).toMatchObject({
    package: ".",
    source: "package main",
    mod: expect.stringContaining("go 1.25\n\nrequire example.com/dns v1.2.3") as string,
  });
  await buildGoSource(join(out, "pause"), { ...tool, source: "package main" });
  expect(read("pause").mod).not.toContain("require");
});
