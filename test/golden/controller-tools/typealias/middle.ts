import type { BaseStruct } from "./base.ts";

export type AliasedStruct = BaseStruct;
