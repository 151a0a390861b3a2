import type { ContainerEngine, EngineOptions } from "./container-engine.ts";
import { engineProgram } from "./engine-program.ts";
import { manifestEngine } from "./manifest-engine.ts";

/**
 * The podman on the PATH. It needs no daemon.
 *
 * @throws UserError ENGINE_TOO_OLD, COMMAND_NOT_FOUND, COMMAND_FAILED
 */
export function createPodman(options: EngineOptions): ContainerEngine {
  const podman = engineProgram({ name: "podman", ask: ["--version"], oldest: [3, 4] }, options);
  return manifestEngine("podman", podman, {
    build: "build",
    hasImage: (image) => ["image", "exists", image],
    removeName: (image) => ["untag", image, image],
  });
}
