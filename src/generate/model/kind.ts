import type { ResourceDefinition } from "../../kube/resource.ts";
import type { Doc, ObjectType, Position, Property } from "./type.ts";

/** A version of a custom resource: what `resource<T>({...})` says, and T. */
export interface KindVersion {
  readonly definition: ResourceDefinition;
  /** Comments on the constant and on its type. */
  readonly docs: readonly Doc[];
  /** T without apiVersion, kind and metadata. */
  readonly type: ObjectType;
  /** The same with what is behind feature gates that are off, where something is. */
  readonly ungated?: ObjectType;
  /** apiVersion, kind and metadata, as T has them: what they are is known, their comments are the kind's own. */
  readonly rootFields: readonly Property[];
  /** Of the constant's name. */
  readonly position: Position;
  /** Where a part of the definition is written: `["printerColumns", 0, "jsonPath"]`; the nearest part that is there. */
  readonly positionOf: (path: readonly (string | number)[]) => Position;
}
