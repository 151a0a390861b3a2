import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readDeployedLease } from "../../../../src/cli/run/deployed-lease.ts";
import { scaffoldedProject } from "../../../cli/scaffolded-project.ts";
import { temporaryFolder } from "../../../cli/run-cli.ts";

test("a scaffolded operator has its lease where it is deployed, by the name that its code says", async () => {
  const { root } = await scaffoldedProject();
  expect(readDeployedLease(root)).toEqual({ namespace: "cache-operator-system", flags: {} });
});

test("flags in the manifests win; what is commented out is none", () => {
  const root = temporaryFolder();
  mkdirSync(join(root, "config/manager"), { recursive: true });
  writeFileSync(
    join(root, "config/manager/manager.yaml"),
    "args:\n  - --leader-elect\n  - --leader-election-id=other.example.com\n  # - --leader-election-namespace=gone\n",
  );
  expect(readDeployedLease(root)).toEqual({ namespace: "default", flags: { name: "other.example.com" } });
});
