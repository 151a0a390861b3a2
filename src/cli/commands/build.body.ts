import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { EngineName } from "../../cluster/engine/container-engine.ts";
import { releaseBundle } from "../../dev/release-bundle.ts";
import { FileTree } from "../../files/tree.ts";
import { findProjectRoot } from "../../project/find-project.ts";
import type { Context } from "../context.ts";
import { imageName } from "../image-name.ts";
import { readPlatforms } from "../read-platforms.ts";
import { UsageError } from "../usage-error.ts";
import { writePlan } from "../write-plan.ts";

export interface BuildInput {
  readonly image?: string;
  readonly engine?: EngineName;
  readonly platform?: string;
  readonly base?: string;
  readonly file?: string;
  readonly push: boolean;
  readonly bundleOnly: boolean;
  readonly minify: boolean;
}

const outfile = "dist/main.js";

export async function runBuild(input: BuildInput, context: Context): Promise<void> {
  const root = findProjectRoot(context.cwd);
  const request = readRequest(input, { root, context });
  await writeBundle(root, { minify: input.minify, context });
  if (!request) return;
  const engine = await context.drivers.engine(input.engine, { onLine: context.note });
  context.note(`building ${request.image} with ${engine.name} ${await engine.version()}`);
  await engine.build({ ...request, folder: root });
  context.print(`${request.push ? "built and pushed" : "built"} ${request.image}`);
}

/** What is wrong with the options is said before anything is done; undefined when no image is wanted. */
function readRequest(input: BuildInput, { root, context }: { root: string; context: Context }) {
  const { platform, base, file = "Dockerfile.host", push, bundleOnly } = input;
  const image = imageName(input.image, context);
  const platforms = readPlatforms(platform);
  if (bundleOnly) {
    const forImages = ["image", "engine", "platform", "base", "file"] as const;
    const wrong = push ? "push" : forImages.find((key) => input[key] !== undefined);
    if (wrong) throw new UsageError(`--bundle-only makes no image: leave --${wrong} out`);
    return undefined;
  }
  if (!existsSync(join(root, file))) {
    throw new UserError("DOCKERFILE_NOT_FOUND", `cannot build an image: there is no ${file} in the project`, {
      hint: "Name one with --file, from the project's folder, or write the image without an engine: --oci FILE.",
    });
  }
  const args: Record<string, string> = base === undefined ? {} : { BASE_IMAGE: base };
  return { image, platforms, file, push, args };
}

async function writeBundle(
  root: string,
  { minify, context }: { minify: boolean; context: Context },
): Promise<void> {
  const { code, map } = await context.progress("bundling the operator", () =>
    releaseBundle({ root, entry: "src/main.ts", outfile, minify }),
  );
  const tree = new FileTree(root);
  tree.write(outfile, code, { ownership: "managed" });
  tree.write(`${outfile}.map`, map, { ownership: "managed" });
  await writePlan(tree.plan(), { dryRun: false, context });
}
