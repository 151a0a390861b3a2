import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { UserError } from "../../base/errors.ts";
import { isJsonObject } from "../../base/json.ts";
import type { ContainerEngine, EngineName } from "../../cluster/engine/container-engine.ts";
import { type ReleaseBundle, releaseBundle } from "../../dev/release-bundle.ts";
import { FileTree } from "../../files/tree.ts";
import { bundledPackages } from "../../image/bundled-packages.ts";
import { type Contents, renderSbom } from "../../image/sbom.ts";
import { findProjectRoot } from "../../project/find-project.ts";
import { readProject } from "../../project/read-project.ts";
import { buildOci } from "../image/build-oci.ts";
import type { Context } from "../context.ts";
import { defaultBase } from "../image/image-defaults.ts";
import { imageName } from "../image/image-name.ts";
import { openFolder } from "../open-folder.ts";
import { readVersion } from "../package.ts";
import { readBases } from "../image/read-bases.ts";
import { readPlatforms } from "../image/read-platforms.ts";
import { UsageError } from "../usage-error.ts";
import { writePlan } from "../write-plan.ts";

export interface BuildInput {
  readonly image?: string;
  readonly engine?: EngineName;
  readonly oci?: string;
  readonly platform?: string;
  readonly base?: string;
  readonly file?: string;
  readonly push: boolean;
  readonly sbom?: string;
  readonly bundleOnly: boolean;
  readonly minify: boolean;
}

type Base = Contents["base"];
/** Makes the image; returns what it stands on, where that is known. */
type Make = (bundle: ReleaseBundle) => Promise<Base>;

const outfile = "dist/main.js";

export async function runBuild(input: BuildInput, context: Context): Promise<void> {
  const root = findProjectRoot(context.cwd);
  // what is wrong with the options is said before anything is done
  const epoch = readEpoch(context.env.SOURCE_DATE_EPOCH);
  const image = imageName(input.image, context);
  const make = chooseMake(input, { root, image, mtime: epoch ?? 0, context });
  const bundle = await writeBundle(root, { minify: input.minify, context });
  if (make === undefined) return;
  const base = await make(bundle);
  const contents = {
    image,
    project: readIdentity(root),
    packages: bundledPackages(bundle.inputs, root),
    toolVersion: readVersion(),
    ...(base === undefined ? {} : { base }),
    ...(epoch === undefined ? {} : { epoch }),
  };
  const file =
    input.sbom ??
    (input.oci === undefined
      ? join(root, "dist/sbom.cdx.json")
      : `${input.oci.replace(/\.tar$/, "")}.cdx.json`);
  await writeText(resolve(context.cwd, file), { text: renderSbom(contents), context });
}

/** Undefined when no image is wanted. */
function chooseMake(
  input: BuildInput,
  options: { root: string; image: string; mtime: number; context: Context },
): Make | undefined {
  const { oci, bundleOnly } = input;
  if (bundleOnly) {
    refuse(input, {
      because: "--bundle-only makes no image",
      keys: ["image", "engine", "oci", "platform", "base", "file", "push", "sbom"],
    });
    return undefined;
  }
  if (oci === undefined) return makeWithEngine(input, options);
  refuse(input, { because: "--oci uses no engine", keys: ["engine", "file", "push"] });
  return makeArchive({ ...input, oci }, options);
}

function refuse(
  input: BuildInput,
  { because, keys }: { because: string; keys: readonly (keyof BuildInput)[] },
): void {
  const wrong = keys.find((key) => input[key] !== undefined && input[key] !== false);
  if (wrong) throw new UsageError(`${because}: leave --${wrong} out`);
}

function makeWithEngine(
  input: BuildInput,
  { root, image, context }: { root: string; image: string; context: Context },
): Make {
  const { base, file = "Dockerfile.host", push } = input;
  const platforms = readPlatforms(input.platform);
  if (!existsSync(join(root, file))) {
    throw new UserError("DOCKERFILE_NOT_FOUND", `cannot build an image: there is no ${file} in the project`, {
      hint: "Name one with --file, from the project's folder, or write the image without an engine: --oci FILE.",
    });
  }
  const args: Record<string, string> = base === undefined ? {} : { BASE_IMAGE: base };
  return async () => {
    const engine: ContainerEngine = await context.drivers.engine(input.engine, { onLine: context.note });
    context.note(`building ${image} with ${engine.name} ${await engine.version()}`);
    await engine.build({ folder: root, file, image, platforms, args, push });
    context.print(`${push ? "built and pushed" : "built"} ${image}`);
    return base === undefined ? undefined : { name: base };
  };
}

function makeArchive(
  input: BuildInput & { oci: string },
  { root, image, mtime, context }: { root: string; image: string; mtime: number; context: Context },
): Make {
  const { oci, base = defaultBase } = input;
  const bases = readBases(base, { platforms: readPlatforms(input.platform), cwd: context.cwd });
  const { name, version } = readIdentity(root);
  const labels = { "org.opencontainers.image.title": name, "org.opencontainers.image.version": version };
  return async ({ code, map }) => {
    const built = await buildOci({ file: oci, image, bases, bundle: { code, map }, labels, mtime }, context);
    context.print(`wrote ${oci}: ${image} ${built.digest}`);
    const [first] = built.images;
    const digest = first?.base.digest;
    const nodeVersion = first?.node.version;
    return {
      name: base,
      ...(digest === undefined ? {} : { digest }),
      ...(nodeVersion === undefined ? {} : { nodeVersion }),
    };
  };
}

/** https://reproducible-builds.org/specs/source-date-epoch */
function readEpoch(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  if (/^\d{1,11}$/.test(text) && Number(text) < 8 ** 11) return Number(text);
  throw new UsageError(`$SOURCE_DATE_EPOCH is ${JSON.stringify(text)}: expected seconds since 1970`);
}

/** The project's name, and the version in its package.json. */
function readIdentity(root: string): { name: string; version: string } {
  const { projectName } = readProject(root);
  const text = new FileTree(root).read("package.json") ?? "{}";
  const manifest: unknown = JSON.parse(text);
  const version = isJsonObject(manifest) && typeof manifest.version === "string" ? manifest.version : "0.0.0";
  return { name: projectName, version };
}

async function writeBundle(
  root: string,
  { minify, context }: { minify: boolean; context: Context },
): Promise<ReleaseBundle> {
  const bundle = await context.progress("bundling the operator", () =>
    releaseBundle({ root, entry: "src/main.ts", outfile, minify }),
  );
  const tree = new FileTree(root);
  tree.write(outfile, bundle.code, { ownership: "managed" });
  tree.write(`${outfile}.map`, bundle.map, { ownership: "managed" });
  await writePlan(tree.plan(), { dryRun: false, context });
  return bundle;
}

async function writeText(file: string, { text, context }: { text: string; context: Context }): Promise<void> {
  const folder = resolve(file, "..");
  const { tree, prefix } = openFolder(folder, context.cwd);
  tree.write(prefix + relative(folder, file), text, { ownership: "managed" });
  const plan = tree.plan();
  if (plan.changes.length > 0) await writePlan(plan, { dryRun: false, context });
}
