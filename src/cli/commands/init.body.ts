import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { UserError } from "../../base/errors.ts";
import { assertName } from "../../project/names.ts";
import { projectFile } from "../../project/project.ts";
import { planInit } from "../../scaffold/plan-init.ts";
import type { Context } from "../context.ts";
import { withLibrary } from "../library-source.ts";
import { readVersion } from "../package.ts";
import { UsageError } from "../usage-error.ts";
import { writePlan } from "../write-plan.ts";

export interface InitInput {
  readonly dir?: string;
  readonly domain: string;
  readonly name?: string;
  readonly license?: "apache2" | "none";
  readonly owner?: string;
  readonly licenseFile?: string;
  readonly namespaced: boolean;
  readonly skipInstall: boolean;
  readonly force: boolean;
  readonly dryRun: boolean;
}

export async function runInit(input: InitInput, context: Context): Promise<void> {
  const { dir = ".", domain, name, license, owner, namespaced, skipInstall, force, dryRun } = input;
  const { cwd, clock, print, progress } = context;
  const root = resolve(cwd, dir);
  // packing takes seconds: a name that will not do is told before
  assertName("domain", domain);
  if (name !== undefined || !existsSync(join(root, projectFile)))
    assertName("projectName", name ?? basename(root));
  const licenseText = readLicense(input, cwd);
  const plan = await withLibrary(context, async (library) =>
    planInit({
      root,
      domain,
      library,
      force,
      cliVersion: readVersion(),
      year: new Date(clock.now()).getUTCFullYear(),
      ...(name === undefined ? {} : { projectName: name }),
      ...(license === undefined ? {} : { license }),
      ...(owner === undefined ? {} : { owner }),
      ...(licenseText === undefined ? {} : { licenseText }),
      namespaced,
    }),
  );
  await writePlan(plan, { dryRun, context });
  if (dryRun) return;
  const installed = existsSync(join(root, "node_modules", ".package-lock.json")) && plan.changes.length === 0;
  if (!skipInstall && !installed) {
    const npm = await context.drivers.npm();
    // npm takes an archive of a known name for the one that it has installed, unless it is named
    const archive = plan.changes.find(
      ({ path, before }) => path.startsWith("vendor/") && before !== undefined,
    )?.path;
    await progress("installing dependencies", () =>
      npm.install(root, archive ? [`kubewright@file:${archive}`] : []),
    );
  }
  print("");
  print("Next:");
  if (root !== cwd) print(`  cd ${relative(cwd, root)}`);
  if (skipInstall) print("  npm install");
  print("  npx kubewright create api --group cache --version v1alpha1 --kind Memcached");
}

/** The text of a license of the user's own. */
function readLicense({ license, licenseFile }: InitInput, cwd: string): string | undefined {
  if (licenseFile === undefined) return undefined;
  if (license !== undefined)
    throw new UsageError("--license and --license-file say different things: give one of them");
  const path = resolve(cwd, licenseFile);
  const text = existsSync(path) && statSync(path).isFile() ? readFileSync(path, "utf8") : undefined;
  if (text !== undefined && text.trim() !== "") return text.replaceAll("\r\n", "\n");
  throw new UserError(
    "SOURCE_NOT_FOUND",
    `cannot read the license "${licenseFile}": ${text === undefined ? "no such file" : "it is empty"}`,
  );
}
