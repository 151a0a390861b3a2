import { UserError } from "../../base/errors.ts";
import { askVersion, type ProgramVersion } from "../program-version.ts";
import { createBuildah } from "./buildah.ts";
import {
  type ContainerEngine,
  type EngineName,
  type EngineOptions,
  engineNames,
} from "./container-engine.ts";
import { createDocker } from "./docker.ts";
import { createPodman } from "./podman.ts";

const engines = { docker: createDocker, podman: createPodman, buildah: createBuildah };

/**
 * The engine of that name; without one, the first that answers.
 *
 * @throws UserError ENGINE_NOT_FOUND, with what each of them says
 */
export async function findEngine(
  name: EngineName | undefined,
  options: EngineOptions & { ask?: (name: EngineName) => Promise<ProgramVersion> },
): Promise<ContainerEngine> {
  if (name !== undefined) return engines[name](options);
  const { ask = (program) => askVersion(program, { signal: options.signal }) } = options;
  const said: string[] = [];
  for (const candidate of engineNames) {
    const answer = await ask(candidate);
    if (answer.state === "installed") return engines[candidate](options);
    said.push(`${candidate}: ${answer.state === "absent" ? "not installed" : answer.why}`);
  }
  throw new UserError(
    "ENGINE_NOT_FOUND",
    `cannot build an image: no container engine works here\n${said.map((line) => `  ${line}`).join("\n")}`,
    { hint: "Start or install one of them, or write the image without any: --oci FILE." },
  );
}
