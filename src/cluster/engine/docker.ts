import { UserError } from "../../base/errors.ts";
import type { ContainerEngine, EngineOptions, ImageBuild } from "./container-engine.ts";
import { type EngineProgram, buildArguments, engineProgram, pushHint } from "./engine-program.ts";

/**
 * The docker on the PATH, with its daemon. A platform that is named needs its plugin buildx.
 *
 * @throws UserError ENGINE_TOO_OLD, BUILDX_NOT_FOUND, COMMAND_NOT_FOUND, COMMAND_FAILED
 */
export function createDocker(options: EngineOptions): ContainerEngine {
  const ask = ["version", "--format", "{{.Server.Version}}"];
  const docker = engineProgram({ name: "docker", ask, oldest: [20, 10] }, options);
  const push = async (image: string) => {
    await docker.run(["push", image], { show: true, hint: pushHint("docker", image) });
  };
  return {
    name: "docker",
    version: docker.version,
    push,
    async build(request) {
      if (request.platforms.length > 0) return buildPlatforms(docker, request);
      const { folder, image } = request;
      const args = ["build", "--tag", image, ...commonArguments(request), "."];
      await docker.run(args, { cwd: folder, show: true });
      if (request.push) await push(image);
    },
  };
}

/** buildx sends several platforms to a registry while it builds: most stores of docker cannot hold them. */
async function buildPlatforms(docker: EngineProgram, request: ImageBuild): Promise<void> {
  const { folder, image, platforms } = request;
  if (!(await docker.succeeds(["buildx", "version"]))) {
    throw new UserError(
      "BUILDX_NOT_FOUND",
      `cannot build for ${platforms.join(" and ")} with docker: it has no buildx`,
      { hint: "Install docker's buildx plugin, take podman or buildah with --engine, or use --oci." },
    );
  }
  const args = [
    ...["buildx", "build", "--progress", "plain", "--platform", platforms.join(","), "--tag", image],
    ...commonArguments(request),
    request.push ? "--push" : "--load",
    ".",
  ];
  const several = "Several platforms need --push, or a docker that keeps images in containerd's store.";
  const hint = request.push ? pushHint("docker", image) : platforms.length > 1 ? several : undefined;
  await docker.run(args, { cwd: folder, show: true, ...(hint === undefined ? {} : { hint }) });
}

function commonArguments({ file, args }: ImageBuild): string[] {
  return ["--file", file, ...buildArguments(args)];
}
