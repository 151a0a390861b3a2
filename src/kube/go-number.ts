/**
 * A number as Go prints it with `%v`: integers plainly; floats, which are all others and those that no integer of JavaScript is, from a million on
 * and below 1e-04 with an exponent of two digits at least.
 */
export function goNumber(value: number): string {
  const size = Math.abs(value);
  if (Number.isSafeInteger(value) || (size >= 1e-4 && size < 1e6)) return String(value);
  const [digits = "", exponent] = value.toExponential().split("e");
  if (exponent === undefined) return String(value);
  return `${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, "0")}`;
}
