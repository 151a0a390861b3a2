import { copyJson } from "../../base/json.ts";
import type { ApiObject } from "../api-object.ts";

/** A copy that rules may take parts of; who manages what is only ever written anew. */
export function copyLive({ metadata, ...content }: ApiObject): ApiObject {
  const { managedFields, ...rest } = metadata;
  const copied = copyJson(rest);
  return {
    ...copyJson(content),
    metadata: managedFields ? { ...copied, managedFields } : copied,
  };
}
