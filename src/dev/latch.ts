/** Remembers that something happened until somebody has waited for it. */
export interface Latch {
  readonly open: () => void;
  readonly isOpen: boolean;
  /** Resolves when the latch was opened since the last call resolved; at once if it is open. Closes it again. */
  passed(): Promise<undefined>;
}

/** A closed latch. */
export function createLatch(): Latch {
  let isOpen = false;
  let wake = () => {};
  return {
    open: () => {
      isOpen = true;
      wake();
    },
    get isOpen() {
      return isOpen;
    },
    async passed() {
      if (!isOpen) await new Promise<void>((resolve) => (wake = resolve));
      isOpen = false;
      return undefined;
    },
  };
}
