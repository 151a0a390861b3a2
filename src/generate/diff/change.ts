/**
 * What a change of a definition does to what is there. `compatible`: stored objects and clients go on as before. `tightening`: writes that were valid are
 * refused, and stored objects stay valid while the part in question is not changed (validation ratcheting, KEP-4008). `breaking`: stored values are lost,
 * stored objects are refused although the part in question is not touched, clients fail, or the server refuses the new definition.
 */
export type ChangeClass = "compatible" | "tightening" | "breaking";

/** One difference between two definitions. */
export interface CrdChange {
  /** `widgets.example.com`. */
  readonly crd: string;
  /** Undefined for what all versions share. */
  readonly version?: string;
  /** A field of the objects (`spec.ports[*].name`, "" for the object as a whole), or of the definition when there is no version (`scope`). */
  readonly path: string;
  /** Stable name of the kind of change, such as `enum-value-removed`. */
  readonly rule: string;
  readonly class: ChangeClass;
  /** What happens, to whom. */
  readonly reason: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** A change without its place. */
export type Finding = Omit<CrdChange, "crd" | "version" | "path">;
