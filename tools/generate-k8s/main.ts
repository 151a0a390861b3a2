import { rm } from "node:fs/promises";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createLogger } from "../../src/base/logger.ts";
import { ensureControlPlane } from "../../src/cluster/control-plane/ensure.ts";
import { startControlPlane } from "../../src/cluster/control-plane/start.ts";
import { planFiles } from "./plan-files.ts";
import { readServer } from "./read-server.ts";
import { writeFiles } from "./write-files.ts";

/** Writes the types, handles and schemas of everything that a real API server serves by default into `folder`. */
export async function generate(folder: string, print: (line: string) => void): Promise<void> {
  const logger = createLogger({ write: (record) => print(record.message) });
  const server = await startControlPlane({ binaries: await ensureControlPlane({ logger }), logger });
  try {
    const files = planFiles(await readServer({ url: server.url, ca: server.ca, token: server.adminToken }));
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) await rm(join(folder, entry.name), { recursive: true });
    }
    await writeFiles(folder, files);
    print(`${files.size} files written to ${folder}`);
  } finally {
    await server.stop();
  }
}
