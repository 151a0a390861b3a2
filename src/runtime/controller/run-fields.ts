import { randomUUID } from "node:crypto";
import type { LogFields } from "../../base/logger.ts";
import type { ReconcileRequest } from "../source/reconcile-request.ts";
import type { ControllerDefinition } from "./controller-definition.ts";

/** What each log line of a run says of it, under the names that controller-runtime's builder gives. The id is new at each call. */
export function runFields(definition: ControllerDefinition, request: ReconcileRequest): LogFields {
  const { group, kind } = definition.resource;
  const { namespace = "", name, cluster } = request;
  return {
    controller: definition.name,
    controllerGroup: group,
    controllerKind: kind,
    [kind]: { name, ...(namespace ? { namespace } : {}) },
    namespace,
    name,
    ...(cluster ? { cluster } : {}),
    reconcileID: randomUUID(),
  };
}
