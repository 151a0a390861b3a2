import { UserError } from "../../base/errors.ts";
import { exec } from "../exec.ts";
import type { EngineName, EngineOptions } from "./container-engine.ts";

/** A program of an engine whose version has been looked at. */
export interface EngineProgram {
  version(): Promise<string>;
  /** Runs it and returns its standard output; what it writes is shown when `show` is given. */
  run(args: readonly string[], options?: { cwd?: string; show?: true; hint?: string }): Promise<string>;
  /** Whether it ends with 0. */
  succeeds(args: readonly string[]): Promise<boolean>;
}

interface Question {
  readonly name: EngineName;
  /** Arguments that make it print its version. */
  readonly ask: readonly string[];
  /** The first version that can do what is asked of it. */
  readonly oldest: readonly [number, number];
}

const hint = "Install or start it, take another one with --engine, or build without any with --oci.";

/** Runs the program of an engine; its version is looked at before its first use. */
export function engineProgram({ name, ask, oldest }: Question, options: EngineOptions): EngineProgram {
  const { signal, program = name, env, onLine } = options;
  const settings = { signal, ...(env === undefined ? {} : { env }) };
  let checked: Promise<string> | undefined;
  const version = () =>
    (checked ??= exec(program, ask, { ...settings, hint }).then(({ stdout }) =>
      checkVersion(stdout, { name, oldest }),
    ));
  return {
    version,
    async run(args, { cwd, show, hint: advice } = {}) {
      await version();
      const { stdout } = await exec(program, args, {
        ...settings,
        ...(cwd === undefined ? {} : { cwd }),
        ...(show && onLine ? { onLine } : {}),
        ...(advice === undefined ? {} : { hint: advice }),
      });
      return stdout;
    },
    async succeeds(args) {
      await version();
      try {
        await exec(program, args, settings);
        return true;
      } catch (error) {
        if (error instanceof UserError && error.code === "COMMAND_FAILED") return false;
        throw error;
      }
    },
  };
}

function checkVersion(text: string, { name, oldest }: Pick<Question, "name" | "oldest">): string {
  const [version, major = "0", minor = "0"] = /(\d+)\.(\d+)[^\s,]*/.exec(text) ?? [];
  if (Number(major) > oldest[0] || (Number(major) === oldest[0] && Number(minor) >= oldest[1]))
    return version ?? "";
  throw new UserError(
    "ENGINE_TOO_OLD",
    `cannot use ${name} ${version ?? `that says ${JSON.stringify(text.slice(0, 100))}`}: expected ${oldest.join(".")} or newer`,
    { hint },
  );
}

/** `--build-arg NAME=VALUE` for each. */
export function buildArguments(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
}

/** What to do when a registry refuses an image. */
export function pushHint(name: EngineName, image: string): string {
  const host = /^([^/]*[.:][^/]*|localhost)\//.exec(image)?.[1];
  return `Check the name, and log in: ${name} login${host === undefined ? "" : ` ${host}`}`;
}
