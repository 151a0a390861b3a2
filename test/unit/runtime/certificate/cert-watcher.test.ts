import { mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createCertificateAuthority, issueCertificate } from "../../../../src/base/certificate.ts";
import { VirtualClock } from "../../../../src/base/virtual-clock.ts";
import {
  CertWatcher,
  type CertificatePair,
  type CertWatcherOptions,
} from "../../../../src/runtime/certificate/cert-watcher.ts";
import { recordingLogger } from "../../../helpers/recording-logger.ts";

const now = new Date("2026-01-01");
const authority = createCertificateAuthority({ commonName: "ca", now });

function issue(commonName: string): CertificatePair {
  const { certificate, key } = issueCertificate(authority, { commonName, hosts: ["localhost"], now });
  return { cert: certificate, key };
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "certificate-"));
});
afterEach(() => rm(folder, { recursive: true }));

const paths = () => ({ certPath: join(folder, "tls.crt"), keyPath: join(folder, "tls.key") });

async function write({ cert, key }: CertificatePair): Promise<void> {
  const { certPath, keyPath } = paths();
  // one after the other, as most programs do: in between the pair does not fit
  await writeFile(certPath, cert);
  await writeFile(keyPath, key);
}

/** A watcher whose folder's watch a test plays. */
function watcher(options: Partial<CertWatcherOptions> = {}) {
  const clock = new VirtualClock();
  const { logger, texts } = recordingLogger();
  const reads: string[] = [];
  const changes: CertificatePair[] = [];
  const waiting: (() => void)[] = [];
  const stopping = new AbortController();
  let touched = () => {};
  const made = new CertWatcher({
    ...paths(),
    clock,
    logger,
    onRead: (outcome) => {
      reads.push(outcome);
      // what follows a read comes first
      setImmediate(() => waiting.splice(0).forEach((resolve) => resolve()));
    },
    watch: (_folder, onChange) => void (touched = onChange),
    ...options,
  });
  made.onChange((pair) => void changes.push(pair));
  return {
    made,
    clock,
    texts,
    reads,
    changes,
    touch: () => touched(),
    /** Resolves after the next read. */
    nextRead: () => new Promise<void>((resolve) => void waiting.push(resolve)),
    start: () => made.start(stopping.signal),
    stop: () => stopping.abort(),
  };
}

describe("the first pair", () => {
  test("is what is in the files", async () => {
    const pair = issue("first");
    await write(pair);
    const at = watcher();
    expect(await at.made.load()).toEqual(pair);
    expect([at.reads, at.changes]).toEqual([["read"], []]);
  });

  test.each([
    ["is not there", undefined, "ENOENT"],
    ["is no certificate", { cert: "hello", key: "hello" }, "PEM"],
    ["does not fit together", { cert: issue("one").cert, key: issue("two").key }, "key"],
  ])("that %s is refused, with its files", async (_, pair, message) => {
    if (pair) await write(pair);
    const at = watcher();
    const refusal = at.made.load();
    await expect(refusal).rejects.toMatchObject({
      code: "CERTIFICATE_INVALID",
      message: expect.stringContaining(`cannot serve with certificate "${paths().certPath}"`) as string,
    });
    await expect(refusal).rejects.toThrow(message);
    expect(at.reads).toEqual(["failed"]);
  });
});

describe("a change", () => {
  async function started() {
    const first = issue("first");
    await write(first);
    const at = watcher();
    await at.made.load();
    const running = at.start();
    return { ...at, first, running };
  }

  test("is taken over when the folder's watch tells of it", async () => {
    const at = await started();
    const second = issue("second");
    await write(second);
    const read = at.nextRead();
    at.touch();
    await read;
    expect(at.changes).toEqual([second]);
    expect(at.texts()).toContain("info: the certificate has changed");
    at.stop();
    await at.running;
  });

  test("is found within 10 s, also when no watch tells of it; the same pair is no change", async () => {
    const at = await started();
    let read = at.nextRead();
    await at.clock.advance(10_000);
    await read;
    expect(at.changes).toEqual([]);
    const second = issue("second");
    await write(second);
    read = at.nextRead();
    await at.clock.advance(10_000);
    await read;
    expect(at.changes).toEqual([second]);
    at.stop();
    await at.running;
    expect(at.clock.waiting).toBe(0);
  });

  test("that is half done keeps the pair before, is told and counted, and taken over when it is whole", async () => {
    const at = await started();
    const second = issue("second");
    await writeFile(paths().certPath, second.cert);
    let read = at.nextRead();
    at.touch();
    await read;
    expect([at.changes, at.reads.at(-1)]).toEqual([[], "failed"]);
    expect(at.texts()).toContain("error: cannot use the changed certificate, keeping the one before");
    await writeFile(paths().keyPath, second.key);
    read = at.nextRead();
    at.touch();
    await read;
    expect(at.changes).toEqual([second]);
    at.stop();
    await at.running;
  });

  test("by renaming, and by the link that a mounted Secret has, is one too", async () => {
    const at = await started();
    const second = issue("second");
    for (const [name, text] of Object.entries({ "tls.crt": second.cert, "tls.key": second.key })) {
      await writeFile(join(folder, `new-${name}`), text);
      await rename(join(folder, `new-${name}`), join(folder, name));
    }
    let read = at.nextRead();
    at.touch();
    await read;
    expect(at.changes).toEqual([second]);
    const third = issue("third");
    for (const [name, text] of Object.entries({ "tls.crt": third.cert, "tls.key": third.key })) {
      await writeFile(join(folder, `data-${name}`), text);
      await rm(join(folder, name));
      await symlink(`data-${name}`, join(folder, name));
    }
    read = at.nextRead();
    at.touch();
    await read;
    expect(at.changes).toEqual([second, third]);
    at.stop();
    await at.running;
  });
});

test("the folder is watched for real, and a folder that cannot be is told of", async () => {
  await write(issue("first"));
  const clock = new VirtualClock();
  const real = new CertWatcher({ ...paths(), clock, logger: recordingLogger().logger });
  await real.load();
  const changed = new Promise<CertificatePair>((resolve) => real.onChange(resolve));
  const stopping = new AbortController();
  const running = real.start(stopping.signal);
  const second = issue("second");
  await write(second);
  expect(await changed).toEqual(second);
  stopping.abort();
  await running;
  const log = recordingLogger();
  const ended = new AbortController();
  ended.abort();
  await new CertWatcher({ certPath: "/none/a", keyPath: "/none/b", clock, logger: log.logger }).start(
    ended.signal,
  );
  expect(log.texts()).toEqual(["warn: cannot watch the folder of a certificate, looking at it now and then"]);
});
