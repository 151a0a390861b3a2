import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { goPlatform } from "../../../../src/cluster/control-plane/cache-folder.ts";
import { temporaryFolder, writePrograms } from "./folders.ts";

/** An envtest archive with programs that do nothing. */
export function createArchive(): Buffer {
  const folder = temporaryFolder();
  writePrograms(join(folder, "controller-tools", "envtest"));
  const file = join(temporaryFolder(), "archive.tar.gz");
  execFileSync("tar", ["-czf", file, "-C", folder, "controller-tools"]);
  return readFileSync(file);
}

/** Serves an index with one archive; `sent` is what really comes. Returns the index's address and what was asked for. */
export async function serveArchive(options: {
  version: string;
  archive: Buffer;
  sent?: Buffer | "broken off" | 404;
}) {
  const { version, archive, sent = archive } = options;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const { port } = server.address() as AddressInfo;
    if (request.url === "/index.yaml") {
      const name = `envtest-v${version}-${goPlatform()}.tar.gz`;
      const hash = createHash("sha512").update(archive).digest("hex");
      const link = `http://127.0.0.1:${port}/${name}`;
      response.end(`releases:\n  v${version}:\n    ${name}:\n      hash: ${hash}\n      selfLink: ${link}\n`);
    } else if (sent === 404) {
      response.writeHead(404).end();
    } else if (sent === "broken off") {
      response.writeHead(200, { "content-length": archive.length });
      response.write(archive.subarray(0, 10), () => response.destroy());
    } else {
      response.end(sent);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { indexUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/index.yaml`, asked };
}
