/** Addresses of Pods in 10.244.0.0/16, each used by one Pod at a time; the last freed is not the next taken. */
export class AddressPool {
  readonly #used = new Set<string>();
  #next = 0;

  take(address: string): void {
    if (address) this.#used.add(address);
  }

  free(address: string): void {
    this.#used.delete(address);
  }

  next(): string {
    for (;;) {
      const index = this.#next++ % (254 * 256);
      const address = `10.244.${Math.floor(index / 254)}.${(index % 254) + 1}`;
      if (this.#used.has(address) && this.#used.size < 254 * 256) continue;
      this.#used.add(address);
      return address;
    }
  }
}
