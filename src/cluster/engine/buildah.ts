import type { ContainerEngine, EngineOptions } from "./container-engine.ts";
import { engineProgram } from "./engine-program.ts";
import { manifestEngine } from "./manifest-engine.ts";

/**
 * The buildah on the PATH. It needs no daemon.
 *
 * @throws UserError ENGINE_TOO_OLD, COMMAND_NOT_FOUND, COMMAND_FAILED
 */
export function createBuildah(options: EngineOptions): ContainerEngine {
  const buildah = engineProgram({ name: "buildah", ask: ["--version"], oldest: [1, 23] }, options);
  return manifestEngine("buildah", buildah, {
    build: "bud", // the name that every version knows
    hasImage: (image) => ["inspect", "--type", "image", image],
    removeName: (image) => ["rmi", image],
  });
}
