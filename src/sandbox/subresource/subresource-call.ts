import type { AccessControl } from "../auth/access-control.ts";
import type { User } from "../auth/user.ts";
import type { ApiObject } from "../api-object.ts";
import type { WriteOptions } from "../registry/context.ts";
import type { Registry } from "../registry/registry.ts";
import type { ServedResource } from "../registry/served-resource.ts";

/** A request for a subresource with a kind of its own. */
export interface SubresourceCall {
  readonly registry: Registry;
  readonly access: AccessControl;
  readonly user: User;
  readonly resource: ServedResource;
  /** Absent where the object is that of a resource of its own. */
  readonly subresource: string | undefined;
  readonly namespace: string | undefined;
  readonly name: string;
}

/** One that sends an object of the subresource's kind. */
export interface SubresourceCreate extends SubresourceCall {
  readonly object: ApiObject;
  /** What the object is read and tracked as. */
  readonly kind: ServedResource;
  readonly write: WriteOptions;
}
