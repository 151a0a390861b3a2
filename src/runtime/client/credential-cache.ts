import type { Clock } from "../../base/clock.ts";
import type { Connection, Credentials } from "./connection.ts";

/** Tokens are rotated on disk and by exec plugins; client-go's token source asks again after this long. */
const maxAge = 60_000;

interface Entry {
  readonly at: number;
  readonly loading: Promise<Credentials>;
  /** A program that takes longer than its answer would be good for is not asked twice. */
  settled?: boolean;
}

/**
 * Loads credentials once for everybody who asks, again after a minute or when they expire, and at once after `refresh`. When a routine reload fails, what was good
 * goes on being used, as in client-go's transport/token_source.go; after a 401 there is nothing good left, and the failure is thrown.
 *
 * @param load gets whether the server refused what was loaded last
 */
export function cacheCredentials(
  load: (refused: boolean) => Promise<Credentials>,
  clock: Clock,
): Required<Pick<Connection, "credentials" | "ready" | "refresh">> {
  let current: Entry | undefined;
  let good: Credentials | undefined;
  let refused = false;
  const start = (): Entry => ({ at: clock.monotonic(), loading: load(refused) });
  const isOld = ({ at }: Entry) =>
    clock.monotonic() - at >= maxAge || (good?.expiresAt !== undefined && clock.now() > good.expiresAt);
  return {
    async credentials() {
      if (!current || (current.settled && isOld(current))) current = start();
      const entry = current;
      try {
        good = await entry.loading;
        entry.settled = true;
        refused = false;
        return good;
      } catch (error) {
        entry.settled = true;
        if (good) return good;
        if (current === entry) current = undefined;
        throw error;
      }
    },
    ready: () => (current?.settled && !isOld(current) ? good : undefined),
    refresh(used) {
      if (used !== good) return;
      current = undefined;
      good = undefined;
      refused = true;
    },
  };
}
