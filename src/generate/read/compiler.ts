import { createRequire } from "node:module";
import type { ts } from "ts-morph";

/** The compiler's API. Types may be named anywhere; values come from {@link loadCompiler}. */
export type Compiler = typeof ts;

/** Loads the compiler: it costs a quarter of a second, and by require half of what import costs. Node keeps it for the next call. */
export function loadCompiler(): Compiler {
  return (createRequire(import.meta.url)("ts-morph") as { ts: Compiler }).ts;
}
