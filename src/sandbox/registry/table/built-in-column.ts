import type { ApiObject } from "../../api-object.ts";

/** A column beside the name. */
export interface BuiltInColumn {
  readonly name: string;
  readonly type?: string;
  readonly format?: string;
  readonly priority?: number;
  value(object: ApiObject, now: number): unknown;
}
