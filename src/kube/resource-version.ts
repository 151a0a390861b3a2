/**
 * Which of two resource versions of one kind is newer: negative when `a` is older, 0 when they are the same, positive when `a` is newer.
 * Undefined when one of them is none that can be compared: versions are whole numbers without a leading zero and of any length
 * (KEP-5504; apimachinery's util/resourceversion), except those of some aggregated API servers. `"0"` and `""` are no versions of anything.
 *
 * @example
 * compareVersions("99", "100"); // -1
 */
export function compareVersions(a: string, b: string): number | undefined {
  if (!wellFormed.test(a) || !wellFormed.test(b)) return undefined;
  if (a.length !== b.length) return a.length < b.length ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

const wellFormed = /^[1-9][0-9]*$/;
