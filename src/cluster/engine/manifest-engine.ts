import type { ContainerEngine, EngineName, ImageBuild } from "./container-engine.ts";
import { type EngineProgram, buildArguments, pushHint } from "./engine-program.ts";

/** What podman and buildah say differently. */
interface Words {
  readonly build: string;
  /** Ends with 0 when an image has this name. */
  readonly hasImage: (image: string) => readonly string[];
  /** Takes the name away from an image. */
  readonly removeName: (image: string) => readonly string[];
}

/** The engines whose store holds the images of several platforms under the name of a manifest list. */
export function manifestEngine(name: EngineName, program: EngineProgram, words: Words): ContainerEngine {
  const isList = (image: string) => program.succeeds(["manifest", "exists", image]);
  const push = async (image: string) => {
    const args = (await isList(image))
      ? ["manifest", "push", "--all", image, `docker://${image}`]
      : ["push", image];
    await program.run(args, { show: true, hint: pushHint(name, image) });
  };
  /** A build adds to the list that is there, and fails where the name is that of an image. */
  const freeName = async (image: string) => {
    if (await isList(image)) await program.run(["manifest", "rm", image]);
    else if (await program.succeeds(words.hasImage(image))) await program.run(words.removeName(image));
  };
  return {
    name,
    version: program.version,
    push,
    async build(request) {
      const { image, platforms, folder } = request;
      if (platforms.length > 1) await freeName(image);
      await program.run([words.build, ...buildCommand(request)], { cwd: folder, show: true });
      if (request.push) await push(image);
    },
  };
}

function buildCommand({ image, platforms, file, args }: ImageBuild): string[] {
  return [
    ...(platforms.length > 0 ? ["--platform", platforms.join(",")] : []),
    platforms.length > 1 ? "--manifest" : "--tag",
    image,
    ...["--file", file, ...buildArguments(args), "."],
  ];
}
