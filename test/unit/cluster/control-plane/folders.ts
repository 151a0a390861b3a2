import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** An empty folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "kubewright-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a JavaScript program that can be run as it is, and returns its path. */
export function writeProgram(path: string, script = ""): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!${process.execPath}\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A folder that looks like a control plane. */
export function writePrograms(folder: string, names = ["kube-apiserver", "etcd", "kubectl"]): string {
  for (const name of names) writeProgram(join(folder, name));
  return folder;
}
