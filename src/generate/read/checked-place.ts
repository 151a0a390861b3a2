import type { ts } from "ts-morph";
import type { CompilerProgram } from "./compiler-program.ts";
import type { Mask } from "./disguise-tagged.ts";
import type { TypeContext } from "./type-context.ts";

/** Where the compiler was asked. */
export interface CheckedPlace {
  readonly node: ts.TypeNode;
  readonly context: TypeContext;
  readonly checker: ts.TypeChecker;
  readonly program: CompilerProgram;
  /** Types that are being read. */
  readonly open: readonly ts.Type[];
  /** Collects what was computed: types of which the compiler does not tell where they come from. */
  readonly computed: ts.Type[];
  /** Marks of a union as a whole, whose members have them each. */
  readonly shared?: readonly Mask[];
}
