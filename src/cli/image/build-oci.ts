import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { askCredentialHelper } from "../../cluster/credential-helper.ts";
import type { App } from "../../image/assemble-image.ts";
import type { BaseImage } from "../../image/base/base-image.ts";
import { type LocalBaseOptions, openLocalBase } from "../../image/base/open-base.ts";
import { readImage } from "../../image/base/read-image.ts";
import { type BuiltArchive, buildArchive } from "../../image/build-archive.ts";
import { findCredentials } from "../../image/registry/credentials.ts";
import { parseReference } from "../../image/registry/reference.ts";
import { registryImage } from "../../image/registry/registry.ts";
import type { Context } from "../context.ts";
import type { BasePlace, Bases } from "./read-bases.ts";

/** The bundle and what is told of it. */
export interface OciRequest {
  /** Where the archive goes, from the working folder. */
  readonly file: string;
  readonly image: string;
  readonly bases: Bases;
  readonly bundle: { readonly code: string; readonly map: string };
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970. */
  readonly mtime: number;
}

/** Writes the archive and says what is in it. */
export async function buildOci(request: OciRequest, context: Context): Promise<BuiltArchive> {
  const { file, image, bases, bundle, labels, mtime } = request;
  const app: App = {
    files: [
      // the name says that it is a module: there is no package.json beside it
      { path: "app/main.mjs", content: Buffer.from(bundle.code) },
      { path: "app/main.js.map", content: Buffer.from(bundle.map) },
    ],
    workingDir: "/app",
    env: { NODE_ENV: "production" },
    labels,
  };
  const built = await context.progress("writing the image", () =>
    buildArchive(resolve(context.cwd, file), {
      name: image,
      platforms: [...bases.keys()],
      openBase: (platform, options) => openBase(bases.get(platform), { ...options, platform, context }),
      app,
      args: ["--enable-source-maps", "/app/main.mjs"],
      mtime,
    }),
  );
  for (const { platform, size, node, base } of built.images) {
    const version = node.version === undefined ? "" : ` ${node.version}`;
    context.note(
      `${platform}: ${(size / 1_000_000).toFixed(1)} MB compressed, Node${version} of ${base.name}`,
    );
  }
  return built;
}

async function openBase(
  place: BasePlace | undefined,
  options: LocalBaseOptions & { context: Context },
): Promise<BaseImage> {
  if (place === undefined) throw new Error(`there is no base for ${options.platform}`);
  const { context, platform } = options;
  if (place.kind === "path") return openLocalBase(place.path, options);
  const { signal, env } = context;
  const reference = parseReference(place.text);
  const folder = env.DOCKER_CONFIG ?? join(env.HOME ?? homedir(), ".docker");
  const askHelper = (name: string, server: string) => askCredentialHelper(name, { server, signal });
  const source = registryImage(reference, {
    name: `image ${place.text}`,
    signal,
    credentials: () => findCredentials(reference.host, { folder, askHelper }),
  });
  return context.progress(`pulling ${place.text} for ${platform}`, () => readImage(source, options));
}
