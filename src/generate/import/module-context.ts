import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { Shapes } from "./collect-shapes.ts";
import type { Shape } from "./shape.ts";

/** What writing a file needs, and where it notes what the file uses. */
export interface ModuleContext {
  readonly shapes: Shapes;
  /** The name of a shape, which the file then uses; undefined for one that is written where it is used. */
  nameOf(shape: Shape): string | undefined;
  /** What the comment of a shape says. */
  descriptionOf(shape: Shape): string | undefined;
  /** Whether keywords are to be written without tags of their own. */
  readonly isLiteral: boolean;
  /** Whether a type of the kind has a name already. */
  isTaken(name: string): boolean;
  /** Whether a schema is to be written letter for letter. */
  isRaw(schema: JsonSchema): boolean;
  /** A type of the library, which the file then imports; by default from its main module. */
  library(name: string, module?: string): string;
}
