import type { EngineName } from "../../cluster/engine/container-engine.ts";

/** The engines that can be asked for; here, so that the help need not load their drivers. */
export const engineNames = ["docker", "podman", "buildah"] as const satisfies readonly EngineName[];

/** Node on Debian without a shell. The scaffolded Dockerfiles name it too. */
export const defaultBase = "gcr.io/distroless/nodejs24-debian13:nonroot";
