/**
 * Time since an instant as `kubectl get` shows it: two units at most, fewer for long times.
 * Follows duration.HumanDuration of k8s.io/apimachinery/pkg/util/duration.
 */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) return pair(minutes, "m", seconds % 60, "s");
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) return pair(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (hours < 192) return pair(days, "d", hours % 24, "h");
  if (days < 730) return `${days}d`;
  const years = Math.trunc(days / 365);
  if (years < 8) return pair(years, "y", days % 365, "d");
  return `${years}y`;
}

function pair(...[large, largeUnit, small, smallUnit]: [number, string, number, string]): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}

/** Age of an instant (RFC 3339) at `now`; `<unknown>` when there is none. */
export function ageText(instant: unknown, now: number): string {
  if (typeof instant !== "string") return "<unknown>";
  const time = Date.parse(instant);
  return Number.isNaN(time) ? "<invalid>" : humanDuration(now - time);
}
