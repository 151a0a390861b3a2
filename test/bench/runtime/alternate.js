// Runs of ours and of the peer's in turn, because machines drift.

/** Calls `measure(command)` for each in turn; the answers of each, in order. */
export async function alternate({ ours, peer, runs }, measure) {
  const answers = { ours: [], theirs: [] };
  for (let run = 0; run < runs; run++) {
    answers.ours.push(await measure(ours));
    answers.theirs.push(await measure(peer));
  }
  return answers;
}

/** One property of the answers of both. */
export function pick({ ours, theirs }, name) {
  return { ours: ours.map((answer) => answer[name]), theirs: theirs.map((answer) => answer[name]) };
}
