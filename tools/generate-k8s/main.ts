import { readFile, rm } from "node:fs/promises";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createLogger } from "../../src/base/logger.ts";
import { hasGo } from "../../src/cluster/control-plane/build.ts";
import { ensureControlPlane } from "../../src/cluster/control-plane/ensure.ts";
import { startControlPlane } from "../../src/cluster/control-plane/start.ts";
import { downloadGoModules } from "./go-modules.ts";
import { planFiles, shapesFile } from "./plan-files.ts";
import { readServer } from "./read-server.ts";
import { writeFiles } from "./write-files.ts";

/** Writes the types, handles and schemas of everything that a real API server serves by default into `folder`. */
export async function generate(folder: string, print: (line: string) => void): Promise<void> {
  const logger = createLogger({ write: (record) => print(record.message) });
  const server = await startControlPlane({ binaries: await ensureControlPlane({ logger }), logger });
  try {
    const description = await readServer({ url: server.url, ca: server.ca, token: server.adminToken });
    const withGo = await hasGo("go", AbortSignal.timeout(10_000));
    const files = planFiles(description, withGo ? await downloadGoModules(description.version) : undefined);
    if (!withGo) {
      files.set(shapesFile, await readFile(join(folder, shapesFile), "utf8"));
      print(`there is no go command: ${shapesFile} stays as it is, which may not fit ${description.version}`);
    }
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) await rm(join(folder, entry.name), { recursive: true });
    }
    await writeFiles(folder, files);
    print(`${files.size} files written to ${folder}`);
  } finally {
    await server.stop();
  }
}
