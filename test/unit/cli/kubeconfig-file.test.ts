import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exportLine, removeKubeconfigFile, writeKubeconfigFile } from "../../../src/cli/kubeconfig-file.ts";
import { temporaryFolder } from "../../cli/run-cli.ts";

const config = (context: string, token: string) =>
  `contexts:\n  - name: ${context}\nusers:\n  - user: { token: ${token} }\n`;

test("only its owner can read it, in a folder that is made", async () => {
  const file = join(temporaryFolder(), "new/kubeconfig");
  await writeKubeconfigFile(file, config("a", "1"));
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("an earlier one of ours is replaced, another one never", async () => {
  const file = join(temporaryFolder(), "config");
  await writeKubeconfigFile(file, config("a", "1"));
  await writeKubeconfigFile(file, config("a", "2"));
  expect(readFileSync(file, "utf8")).toBe(config("a", "2"));
  await expect(writeKubeconfigFile(file, config("b", "3"))).rejects.toMatchObject({
    code: "KUBECONFIG_EXISTS",
  });
  expect(readFileSync(file, "utf8")).toBe(config("a", "2"));
  await writeKubeconfigFile(file, config("b", "3"), { scratch: true });
  expect(readFileSync(file, "utf8")).toBe(config("b", "3"));
});

test("goes away again, unless it has become somebody else's", async () => {
  const file = join(temporaryFolder(), "config");
  await writeKubeconfigFile(file, config("a", "1"));
  writeFileSync(file, config("a", "edited"));
  await removeKubeconfigFile(file, config("a", "1"));
  expect(existsSync(file)).toBe(true);
  await removeKubeconfigFile(file, config("a", "edited"));
  expect(existsSync(file)).toBe(false);
  await removeKubeconfigFile(file, config("a", "edited"));
});

test.each([
  ["/home/me/p/.kubewright/kubeconfig", "export KUBECONFIG=/home/me/p/.kubewright/kubeconfig"],
  ["/home/o'me/my project/c", "export KUBECONFIG='/home/o'\\''me/my project/c'"],
  ["/tmp/$HOME", "export KUBECONFIG='/tmp/$HOME'"],
])("the line for a shell survives %s", (file, line) => {
  expect(exportLine(file)).toBe(line);
});
