import { createPrivateKey, X509Certificate } from "node:crypto";
import { watch as watchFolder } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { createSecureContext } from "node:tls";
import type { Clock } from "../../base/clock.ts";
import { messageOf, UserError } from "../../base/errors.ts";
import { sleep, type Runnable } from "../../base/lifetime.ts";
import type { Logger } from "../../base/logger.ts";

/** A certificate (with its chain) and its key, as PEM. */
export interface CertificatePair {
  readonly cert: string;
  readonly key: string;
}

/** Settings of a {@link CertWatcher}. */
export interface CertWatcherOptions {
  readonly certPath: string;
  readonly keyPath: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds between two looks at the files; default 10,000. */
  readonly interval?: number;
  /** Each time the files were read. */
  readonly onRead?: (outcome: "read" | "failed") => void;
  /** Calls back when something in a folder changes, until the signal aborts; default node:fs. */
  readonly watch?: (folder: string, onChange: () => void, signal: AbortSignal) => void;
}

/**
 * A certificate in files that may be replaced while the process runs, as cert-manager and the kubelet do. The files are read when something in their
 * folder changes and every 10 s besides, for a watch may be lost. A pair that does not fit together, or cannot be read, is logged and counted, and the one
 * before stays. Follows controller-runtime's pkg/certwatcher.
 */
export class CertWatcher implements Runnable {
  readonly #options: CertWatcherOptions;
  readonly #listeners = new Set<(pair: CertificatePair) => void>();
  #current: CertificatePair | undefined;
  #reading: Promise<void> | undefined;
  #again = false;

  constructor(options: CertWatcherOptions) {
    this.#options = options;
  }

  /**
   * Reads the files for the first time.
   *
   * @throws UserError CERTIFICATE_INVALID
   */
  async load(): Promise<CertificatePair> {
    const { certPath, keyPath, onRead } = this.#options;
    try {
      const pair = await this.#pair();
      onRead?.("read");
      return (this.#current = pair);
    } catch (error) {
      onRead?.("failed");
      throw new UserError(
        "CERTIFICATE_INVALID",
        `cannot serve with certificate "${certPath}" and key "${keyPath}": ${messageOf(error)}`,
        { cause: error },
      );
    }
  }

  /** Calls back with each new pair. */
  onChange(listener: (pair: CertificatePair) => void): void {
    this.#listeners.add(listener);
  }

  /** Looks after the files until the signal aborts. Call {@link load} before. */
  async start(signal: AbortSignal): Promise<void> {
    const { certPath, keyPath, clock, logger, interval = 10_000, watch = watchWithNode } = this.#options;
    for (const folder of new Set([dirname(certPath), dirname(keyPath)])) {
      try {
        watch(folder, () => void this.#read(), signal);
      } catch (error) {
        logger.warn("cannot watch the folder of a certificate, looking at it now and then", {
          folder,
          error: messageOf(error),
        });
      }
    }
    while (await sleep(interval, { clock, signal })) await this.#read();
    await this.#reading;
  }

  /** Reads the files now, or once more when that is under way: what is read then may be half of a change. */
  #read(): Promise<void> {
    if (this.#reading) this.#again = true;
    this.#reading ??= this.#readAll().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    do {
      this.#again = false;
      await this.#readOnce();
    } while (this.#again);
  }

  async #readOnce(): Promise<void> {
    const { certPath, keyPath, logger, onRead } = this.#options;
    try {
      const pair = await this.#pair();
      onRead?.("read");
      if (pair.cert === this.#current?.cert && pair.key === this.#current.key) return;
      this.#current = pair;
      logger.info("the certificate has changed", { certificate: certPath, validTo: validTo(pair) });
      for (const listener of this.#listeners) listener(pair);
    } catch (error) {
      onRead?.("failed");
      const fields = { certificate: certPath, key: keyPath, error: messageOf(error) };
      logger.error("cannot use the changed certificate, keeping the one before", fields);
    }
  }

  /** The pair in the files; throws when it is none. */
  async #pair(): Promise<CertificatePair> {
    const { certPath, keyPath } = this.#options;
    const [cert, key] = await Promise.all([readFile(certPath, "utf8"), readFile(keyPath, "utf8")]);
    createSecureContext({ cert, key });
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)))
      throw new Error("the key is not that of the certificate");
    return { cert, key };
  }
}

function validTo({ cert }: CertificatePair): string {
  return new X509Certificate(cert).validTo;
}

function watchWithNode(folder: string, onChange: () => void, signal: AbortSignal): void {
  // an error ends the watch, and the looks now and then go on
  watchFolder(folder, { signal, persistent: false }, onChange).on("error", () => {});
}
