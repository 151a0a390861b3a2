import type { ResourceDefinition } from "../../kube/resource.ts";
import type { Doc, Position, Type } from "./type.ts";

/** A version of a custom resource: what `resource<T>({...})` says, and T. */
export interface KindVersion {
  /** Name of the constant and of the type. */
  readonly name: string;
  readonly definition: ResourceDefinition;
  readonly doc: Doc;
  readonly spec: Type | undefined;
  readonly status: Type | undefined;
  /** Properties beside spec and status. */
  readonly rest: Type | undefined;
  readonly position: Position;
}
