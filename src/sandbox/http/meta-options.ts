import type { BuiltInSchemas } from "../../k8s/built-in.ts";
import type { AccessControl } from "../auth/access-control.ts";
import type { Registry } from "../registry/registry.ts";
import { methodNotAllowed } from "../status-error.ts";
import type { Reply } from "./respond.ts";

/** What paths without resources are answered from. */
export interface MetaOptions {
  readonly registry: Registry;
  readonly access: AccessControl;
  readonly schemas: () => BuiltInSchemas;
  readonly segments: readonly string[];
}

/** Some of these paths are routes for GET alone; the others do not look at the method. */
export function checkMethod({ request }: Reply): void {
  if (request.method !== "GET") throw methodNotAllowed();
}
