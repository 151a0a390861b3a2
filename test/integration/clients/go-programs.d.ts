/** Each program: where it is kept, and how go makes it. */
export declare function goPrograms(): {
  name: string;
  folder: string;
  file: string;
  build: { args: string[]; cwd: string | undefined };
}[];
