// Builds the Go clients that the tests of this folder run, once, into the user's cache: helm and kustomize by `go install`, the programs of ours by
// `go build`. Prints where each is. Needs Go and modules to download.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { goPrograms } from "./go-programs.js";

if (spawnSync("go", ["version"]).status !== 0) {
  console.error("there is no go command to build helm, kustomize and the Go clients with");
  process.exit(1);
}

for (const { folder, file, build } of goPrograms()) {
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    const env = {
      ...process.env,
      CGO_ENABLED: "0",
      GOBIN: folder,
      GOFLAGS: "-trimpath -ldflags=-s -ldflags=-w",
    };
    execFileSync("go", build.args, { cwd: build.cwd, stdio: "inherit", env });
  }
  console.log(file);
}
