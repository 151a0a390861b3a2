import { equalJson } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";

/** An apply that changes nothing but who owns what leaves the rest as it is stored: on the way through another version it might change. */
export function sameContent(next: ApiObject, live: ApiObject): boolean {
  return equalJson(withManagers(next, live), live);
}

/** The object with the managers of another one. */
export function withManagers(object: ApiObject, { metadata }: ApiObject): ApiObject {
  const { managedFields: _, ...rest } = object.metadata;
  const { managedFields } = metadata;
  return { ...object, metadata: { ...rest, ...(managedFields ? { managedFields } : {}) } };
}
