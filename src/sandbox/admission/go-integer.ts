/** Whether it fits into the Go type. */
export function isInteger(input: unknown, format: string | undefined): boolean {
  if (!Number.isInteger(input)) return false;
  return format !== "int32" || Math.abs(Number(input) + 0.5) <= 2147483647.5;
}
