import { describeError } from "../../base/describe-error.ts";
import { hasCode, UserError } from "../../base/errors.ts";
import { findControlPlane } from "../../cluster/control-plane/find.ts";
import type { ProgramName } from "../../cluster/program-version.ts";
import type { Context } from "../context.ts";
import type { Finding } from "./finding.ts";

type Need = Pick<Context, "drivers" | "env">;
/** By platform, where there is a command; a page elsewhere. */
type Remedy = string | Partial<Record<NodeJS.Platform | "default", string>>;

const engines = ["docker", "podman", "buildah"] as const;
const engineRemedy: Remedy = {
  darwin: "brew install --cask docker",
  win32: "winget install Docker.DockerDesktop",
  default: "https://docs.docker.com/engine/install, or https://podman.io/docs/installation",
};
const kubectlRemedy: Remedy = {
  darwin: "brew install kubectl",
  win32: "winget install Kubernetes.kubectl",
  default: "https://kubernetes.io/docs/tasks/tools",
};
const remedies = {
  npm: "https://nodejs.org: npm comes with Node",
  git: { darwin: "xcode-select --install", win32: "winget install Git.Git", default: "https://git-scm.com" },
  kind: {
    darwin: "brew install kind",
    win32: "winget install Kubernetes.kind",
    default: "https://kind.sigs.k8s.io/docs/user/quick-start",
  },
} satisfies Record<string, Remedy>;
/** The first kind whose node images have a Kubernetes that takes what is generated. */
const oldestKind = [0, 20] as const;

/** The outside programs that commands use; one that is not there is a problem only where nothing works without it. */
export async function inspectPrograms(context: Need): Promise<Finding[]> {
  const [npm, git, kubectl, kind, engine, controlPlane] = await Promise.all([
    inspectProgram("npm", { context, need: "problem", without: "init cannot install dependencies" }),
    inspectProgram("git", { context, need: "absent", without: "crd diff cannot read revisions" }),
    inspectKubectl(context),
    inspectKind(context),
    inspectEngine(context),
    inspectControlPlane(context),
  ]);
  return [npm, git, kubectl, kind, engine, controlPlane];
}

async function inspectProgram(
  name: ProgramName & keyof typeof remedies,
  options: { context: Need; need: "problem" | "absent"; without: string },
): Promise<Finding> {
  const { context, need, without } = options;
  const answer = await context.drivers.version(name);
  const finding = { about: "programs", name } as const;
  if (answer.state === "installed") return { ...finding, state: "ok", found: answer.version };
  const found = answer.state === "absent" ? `not installed: ${without}` : answer.why;
  return {
    ...finding,
    state: answer.state === "absent" ? need : "problem",
    found,
    ...remedyOf(remedies[name]),
  };
}

/** Its own driver knows which versions will do. */
async function inspectKubectl({ drivers }: Need): Promise<Finding> {
  const finding = { about: "programs", name: "kubectl" } as const;
  try {
    return { ...finding, state: "ok", found: await (await drivers.kubectl()).clientVersion() };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (!hasCode(error, "COMMAND_NOT_FOUND"))
      return { ...finding, state: "problem", found: firstLine(error), ...remedyOf(kubectlRemedy) };
    const found = "not installed: install, deploy and contexts of a kubeconfig need it";
    return { ...finding, state: "absent", found, ...remedyOf(kubectlRemedy) };
  }
}

async function inspectKind(context: Need): Promise<Finding> {
  const finding = await inspectProgram("kind", {
    context,
    need: "absent",
    without: "run --cluster kind needs it",
  });
  const [major = 0, minor = 0] = finding.found.split(".").map(Number);
  const tooOld = finding.state === "ok" && major === oldestKind[0] && minor < oldestKind[1];
  if (!tooOld) return finding;
  const found = `${finding.found}: expected ${oldestKind.join(".")} or newer`;
  return { ...finding, state: "problem", found, ...remedyOf(remedies.kind) };
}

/** One that works is enough. */
async function inspectEngine({ drivers }: Need): Promise<Finding> {
  const answers = await Promise.all(
    engines.map(async (name) => ({ name, answer: await drivers.version(name) })),
  );
  const finding = { about: "programs", name: "container engine" } as const;
  const working = answers.flatMap(({ name, answer }) =>
    answer.state === "installed" ? [`${name} ${answer.version}`] : [],
  );
  if (working.length > 0) return { ...finding, state: "ok", found: working.join(", ") };
  const failing = answers.flatMap(({ name, answer }) =>
    answer.state === "failed" ? [`${name} is installed, but does not answer: ${answer.why}`] : [],
  );
  if (failing.length > 0) return { ...finding, state: "warning", found: failing.join("; ") };
  const found = `none of ${engines.join(", ")} is installed: images and kind need one`;
  return { ...finding, state: "absent", found, ...remedyOf(engineRemedy) };
}

/** Real API servers, for tests against one. */
async function inspectControlPlane({ env, drivers }: Need): Promise<Finding> {
  const finding = { about: "programs", name: "control plane" } as const;
  try {
    const binaries = findControlPlane({ env });
    if (binaries) return { ...finding, state: "ok", found: binaries.dir };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      ...finding,
      state: "problem",
      found: firstLine(error),
      ...(error.hint ? { remedy: error.hint } : {}),
    };
  }
  const { state } = await drivers.version("go");
  const found = `none here yet: it is downloaded when it is needed${state === "installed" ? ", or built by Go" : ""}`;
  return { ...finding, state: "absent", found, remedy: "kubewright control-plane --prepare" };
}

function remedyOf(remedy: Remedy): { remedy: string } {
  if (typeof remedy === "string") return { remedy };
  return { remedy: remedy[process.platform] ?? remedy.default ?? "" };
}

function firstLine(error: UserError): string {
  return (
    describeError(error)
      .split("\n")[0]
      ?.replace(/^error: /, "") ?? error.message
  );
}
