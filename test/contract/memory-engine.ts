import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../src/base/errors.ts";
import type {
  ContainerEngine,
  EngineName,
  EngineOptions,
} from "../../src/cluster/engine/container-engine.ts";

/** An engine whose store is in memory. It looks at what a Dockerfile copies, and at nothing else. */
export function memoryEngine(
  name: EngineName,
  { onLine }: Pick<EngineOptions, "onLine"> = {},
): ContainerEngine & { readonly images: ReadonlyMap<string, readonly string[]> } {
  const images = new Map<string, readonly string[]>();
  const push = async (image: string) => {
    if (!images.has(image))
      throw failure(`${name} push ${image}`, {
        what: "no such image",
        hint: `Check the name, and log in: ${name} login`,
      });
    onLine?.(`pushed ${image}`);
  };
  return {
    name,
    images,
    version: async () => "99.1.0",
    push,
    async build({ folder, file, image, platforms, args, push: isPushed }) {
      for (const line of readFileSync(join(folder, file), "utf8").split("\n")) {
        onLine?.(line.replaceAll(/\$\{(\w+)\}/g, (_, key: string) => args[key] ?? ""));
        const [, source] = /^COPY (\S+) /.exec(line) ?? [];
        if (source !== undefined && !existsSync(join(folder, source)))
          throw failure(`${name} build`, { what: `COPY failed: ${source}: no such file` });
      }
      images.set(image, platforms);
      if (isPushed) await push(image);
    },
  };
}

function failure(line: string, { what, hint }: { what: string; hint?: string }): UserError {
  return new UserError(
    "COMMAND_FAILED",
    `"${line}" ended with exit code 125:\n${what}`,
    hint === undefined ? {} : { hint },
  );
}
