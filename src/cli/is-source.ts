/** Whether a file below a folder is a TypeScript source: no declaration, no test, and no dependency's. */
export function isSource(path: string): boolean {
  return (
    /\.m?ts$/.test(path) && !/\.(d|test|spec)\.m?ts$/.test(path) && !/(^|[\\/])node_modules[\\/]/.test(path)
  );
}
