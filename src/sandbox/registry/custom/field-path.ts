/** Keys of a simple JSON path such as `.spec.replicas`. */
export function parseFieldPath(path: string): string[] {
  return path.split(".").filter((key) => key !== "");
}
