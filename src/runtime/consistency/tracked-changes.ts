import { keyOf, type KubernetesObject } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { ApplyOptions, Patch } from "../client/call-options.ts";
import type { Client } from "../client/client.ts";
import type { Place } from "./in-flight.ts";

/** What a change asks for. */
export type Intent =
  | { readonly verb: "create" | "update" | "apply"; readonly object: KubernetesObject }
  | { readonly verb: "patch"; readonly patch: Patch };

/** A call that changes one object and is answered with it. */
export interface Change<R> {
  readonly intent: Intent;
  readonly resource: Resource;
  readonly place: Place;
  readonly subresource?: "status";
  readonly options: ApplyOptions;
  readonly send: () => Promise<R>;
}

type ChangeMethods = Pick<
  Client,
  "create" | "update" | "patch" | "apply" | "updateStatus" | "patchStatus" | "applyStatus"
>;

/** The methods of a client that change an object and are answered with it; each goes through `make`. */
export function trackedChanges(client: Client, make: <R>(change: Change<R>) => Promise<R>): ChangeMethods {
  return {
    create: (resource, object, options = {}) => {
      const send = () => client.create(resource, object, options);
      return make({ ...withObject("create", object), resource, options, send });
    },
    update: (resource, object, options = {}) => {
      const send = () => client.update(resource, object, options);
      return make({ ...withObject("update", object), resource, options, send });
    },
    patch: (resource, key, patch, options = {}) => {
      const send = () => client.patch(resource, key, patch, options);
      return make({ intent: { verb: "patch", patch }, place: key, resource, options, send });
    },
    apply: (resource, object, options = {}) => {
      const send = () => client.apply(resource, object, options);
      return make({ ...withObject("apply", object), resource, options, send });
    },
    updateStatus: (resource, object, options = {}) => {
      const send = () => client.updateStatus(resource, object, options);
      return make({ ...withObject("update", object), resource, options, send, subresource: "status" });
    },
    patchStatus: (resource, key, patch, options = {}) => {
      const send = () => client.patchStatus(resource, key, patch, options);
      const intent = { verb: "patch", patch } as const;
      return make({ intent, place: key, resource, options, send, subresource: "status" });
    },
    applyStatus: (resource, object, options = {}) => {
      const send = () => client.applyStatus(resource, object, options);
      return make({ ...withObject("apply", object), resource, options, send, subresource: "status" });
    },
  };
}

/** Where an object goes: of one whose name the server makes up, only the namespace is known. */
function withObject(
  verb: "create" | "update" | "apply",
  object: object,
): Pick<Change<unknown>, "intent" | "place"> {
  const { namespace, name } = keyOf(object);
  const prefix = (object as KubernetesObject).metadata?.generateName;
  return {
    intent: { verb, object: object },
    place: name ? { namespace, name } : { namespace, prefix },
  };
}
