/** Lets the event loop turn until the condition holds: for tests whose real sockets need an unknown number of turns. */
export async function turnsUntil(condition: () => boolean, turns = 20_000): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    if (turn === turns) throw new Error("the condition did not come true");
    await new Promise((resolve) => setImmediate(resolve));
  }
}
