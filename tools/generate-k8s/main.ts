import { readFile, rm } from "node:fs/promises";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { GoShape } from "../../src/k8s/built-in.ts";
import { createLogger } from "../../src/base/logger.ts";
import { hasGo } from "../../src/cluster/control-plane/build.ts";
import { ensureControlPlane } from "../../src/cluster/control-plane/ensure.ts";
import { startControlPlane } from "../../src/cluster/control-plane/start.ts";
import { downloadGoModules } from "./go-modules.ts";
import { goShapes } from "./go-shapes.ts";
import { mergeComponents } from "./merge-components.ts";
import { oneEntryALine, planFiles, type MakeShapes } from "./plan-files.ts";
import { protobufFields } from "./protobuf-fields.ts";
import { readServer, type ServerDescription } from "./read-server.ts";
import { writeFiles } from "./write-files.ts";

/** Writes the types, handles and schemas of everything that a real API server serves by default into `folder`. */
export async function generate(folder: string, print: (line: string) => void): Promise<void> {
  const logger = createLogger({ write: (record) => print(record.message) });
  const server = await startControlPlane({ binaries: await ensureControlPlane({ logger }), logger });
  try {
    const description = await readServer({ url: server.url, ca: server.ca, token: server.adminToken });
    const files = planFiles(description, await shapesMaker(folder, { version: description.version, print }));
    const messages = await messagesText(folder, description);
    files.set("openapi/protobuf.json", messages);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) await rm(join(folder, entry.name), { recursive: true });
    }
    await writeFiles(folder, files);
    print(`${files.size} files written to ${folder}`);
  } finally {
    await server.stop();
  }
}

/** From the Go modules of the server's version; without a go command those that are there already. */
async function shapesMaker(
  folder: string,
  { version, print }: { version: string; print: (line: string) => void },
): Promise<MakeShapes> {
  if (await hasGo("go", AbortSignal.timeout(10_000))) {
    const readGoFiles = await downloadGoModules(version);
    return (components) => goShapes(components, readGoFiles);
  }
  print(
    `there is no go command: go-shapes.json and protobuf.json stay as they are, which may not fit ${version}`,
  );
  const text = await readFile(join(folder, "openapi/go-shapes.json"), "utf8");
  return () => new Map(Object.entries(JSON.parse(text) as Record<string, GoShape>));
}

/** The numbers of fields in protobuf, from the same modules; without a go command those that are there already. */
async function messagesText(folder: string, { version, documents }: ServerDescription): Promise<string> {
  if (!(await hasGo("go", AbortSignal.timeout(10_000))))
    return readFile(join(folder, "openapi/protobuf.json"), "utf8");
  return oneEntryALine([...protobufFields(mergeComponents(documents), await downloadGoModules(version))]);
}
