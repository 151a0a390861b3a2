/** Events from outside the cluster on their way to controllers: what `watchesRawSource` takes. */
export interface Channel<T> extends AsyncIterable<T> {
  /** Takes an event; resolves when there is room for it, so that a sender that awaits cannot fill the memory. Rejects after {@link close}. */
  send(event: T): Promise<void>;
  /** Takes an event if there is room; says whether it did. For senders that cannot wait. */
  offer(event: T): boolean;
  /** Nothing more will come; what waits is still handed out. */
  close(): void;
}

const defaultBuffer = 1024;

interface Reader<T> {
  readonly events: T[];
  /** Set while the reader waits for an event. */
  wake: (() => void) | undefined;
}

/**
 * A channel between a sender and the controllers that watch it; each of them gets every event. Events that are sent before anybody reads are
 * kept for those that do when the first of them is taken. At most `buffer` events wait (default 1024), as in controller-runtime's source.Channel.
 *
 * @example
 * const builds = channel<{ image: string }>();
 * controller(App).watchesRawSource(builds, ({ image }) => [{ namespace: "apps", name: image }]);
 * await builds.send({ image: "web" });
 */
export function channel<T>({ buffer = defaultBuffer }: { buffer?: number } = {}): Channel<T> {
  if (!Number.isInteger(buffer) || buffer < 1)
    throw new TypeError(`cannot make a channel with a buffer of ${buffer}: expected an integer from 1 up`);
  const early: T[] = [];
  const readers = new Set<Reader<T>>();
  const senders: (() => void)[] = [];
  let closed = false;
  const full = () =>
    readers.size === 0 ? early.length >= buffer : [...readers].some(({ events }) => events.length >= buffer);
  const put = (event: T) => {
    if (readers.size === 0) early.push(event);
    for (const reader of readers) {
      reader.events.push(event);
      reader.wake?.();
    }
  };
  const makeRoom = () => {
    while (senders.length > 0 && !full()) senders.shift()?.();
  };
  const offer = (event: T) => {
    if (closed || senders.length > 0 || full()) return false;
    put(event);
    return true;
  };
  return {
    offer,
    async send(event) {
      if (closed) throw new Error("cannot send: the channel is closed");
      if (offer(event)) return;
      await new Promise<void>((resolve) =>
        senders.push(() => {
          put(event);
          resolve();
        }),
      );
    },
    close() {
      closed = true;
      for (const reader of readers) reader.wake?.();
    },
    [Symbol.asyncIterator]() {
      const reader: Reader<T> = { events: [...early], wake: undefined };
      readers.add(reader);
      return read(reader, {
        ended: () => closed && senders.length === 0,
        onTaken: () => {
          early.length = 0;
          makeRoom();
        },
        onEnd: () => {
          readers.delete(reader);
          makeRoom();
        },
      });
    },
  };
}

function read<T>(
  reader: Reader<T>,
  { ended, onTaken, onEnd }: { ended: () => boolean; onTaken: () => void; onEnd: () => void },
): AsyncIterator<T> {
  let over = false;
  return {
    async next() {
      while (!over && reader.events.length === 0 && !ended())
        await new Promise<void>((resolve) => (reader.wake = resolve));
      reader.wake = undefined;
      if (over || reader.events.length === 0) return { done: true, value: undefined };
      const value = reader.events.shift() as T;
      onTaken();
      return { done: false, value };
    },
    return() {
      over = true;
      reader.wake?.();
      onEnd();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}
