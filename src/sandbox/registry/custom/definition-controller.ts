import type { CrdNames, CustomResourceDefinition } from "../../../kube/crd.ts";
import { setCondition, type Condition } from "../../../kube/condition.ts";
import type { BuiltInTypes } from "../../admission/go-shape.ts";
import { equalJson } from "../../../base/json.ts";
import type { ApiObject } from "../../api-object.ts";
import { internalWrite, type Registry } from "../registry.ts";
import type { ServedResource } from "../served-resource.ts";
import { collectionOf, customResource, definitionOf, definitions } from "./definition.ts";
import { ConversionWebhook } from "../../webhook/conversion-webhook.ts";
import type { WebhookClient } from "../../webhook/webhook-client.ts";
import type { ClientConfig } from "../../webhook/webhook.ts";
import { customStrategy } from "./custom-strategy.ts";
import { bundleErrors } from "./validate-conversion.ts";

const cleanup = "customresourcecleanup.apiextensions.k8s.io";

/**
 * Serves custom resources as their definitions come, change and go: names accepted, Established, cleaned up.
 * Acts at once after each write, so that a client that was told of a definition can use it.
 * Follows apiextensions-apiserver's naming, establish and finalizer controllers.
 */
export class DefinitionController {
  readonly #registry: Registry;
  readonly #types: BuiltInTypes;
  readonly #client: () => WebhookClient;
  readonly #served = new Map<
    string,
    { spec: unknown; accepted: unknown; resources: ServedResource[]; storage: ServedResource | undefined }
  >();

  constructor(registry: Registry, options: { types: BuiltInTypes; client: () => WebhookClient }) {
    this.#registry = registry;
    this.#types = options.types;
    this.#client = options.client;
    registry.afterWrite((resource, object) => this.#written(resource, object));
  }

  #written(resource: ServedResource, object: ApiObject): void {
    if (resource.collection === definitions) this.#sync(object.metadata.name ?? "");
    else if (resource.strategy.custom && object.metadata.deletionTimestamp) {
      const name = resource.collection;
      const definition = this.#registry.store.get(definitions, name);
      if (definition?.metadata.deletionTimestamp) this.#sync(name);
    }
  }

  #sync(name: string): void {
    const found = this.#registry.store.get(definitions, name);
    if (!found) return this.#unserve(name);
    const definition = definitionOf(found);
    if (definition.metadata?.deletionTimestamp) return this.#clean(definition);
    const next = this.#withNames(definition);
    if (!equalJson(next.status, definition.status)) return this.#writeStatus(definition, next.status);
    this.#serve(definition);
  }

  /** Writes the status; the write brings us back to `#sync`. */
  #writeStatus(definition: CustomResourceDefinition, status: CustomResourceDefinition["status"]): void {
    const resource = this.#registry.resource("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    const name = definition.metadata?.name ?? "";
    this.#registry.edit(
      resource,
      { namespace: undefined, name, subresource: "status", manager: "kube-apiserver" },
      (object) => {
        object.status = status;
      },
    );
  }

  #withNames(definition: CustomResourceDefinition): CustomResourceDefinition {
    const now = new Date(this.#registry.clock.now());
    const taken = this.#conflicts(definition);
    const [first] = taken;
    const accepted = first
      ? (definition.status?.acceptedNames ?? { plural: "", kind: "" })
      : fullNames(definition.spec.names);
    let conditions: Condition[] = definition.status?.conditions ?? [];
    const set = (condition: Omit<Condition, "lastTransitionTime">) =>
      (conditions = setCondition(conditions, condition, now));
    if (first) set({ type: "NamesAccepted", status: "False", reason: first.reason, message: first.message });
    else set({ type: "NamesAccepted", status: "True", reason: "NoConflicts", message: "no conflicts found" });
    const established = conditions.some(({ type, status }) => type === "Established" && status === "True");
    if (!established) {
      if (first)
        set({
          type: "Established",
          status: "False",
          reason: "NotAccepted",
          message: "not all names are accepted",
        });
      else if (hasBadBundle(definition))
        set({
          type: "Established",
          status: "False",
          reason: "InvalidCABundle",
          message: "The conversion webhook CABundle is invalid",
        });
      else
        set({
          type: "Established",
          status: "True",
          reason: "InitialNamesAccepted",
          message: "the initial names have been accepted",
        });
    }
    return { ...definition, status: { ...definition.status, conditions, acceptedNames: accepted } };
  }

  /** Names that another definition of the group holds. */
  #conflicts(definition: CustomResourceDefinition): { reason: string; message: string }[] {
    const others = this.#registry.store
      .list(definitions)
      .map(definitionOf)
      .filter(
        (other) =>
          other.spec.group === definition.spec.group && other.metadata?.name !== definition.metadata?.name,
      )
      .flatMap((other) => (other.status?.acceptedNames ? [other.status.acceptedNames] : []));
    const resources = new Set(
      others.flatMap(({ plural, singular = "", shortNames = [] }) => [plural, singular, ...shortNames]),
    );
    const kinds = new Set(others.flatMap(({ kind, listKind = "" }) => [kind, listKind]));
    const { plural, singular = "", shortNames = [], kind, listKind = "" } = fullNames(definition.spec.names);
    const inUse = (name: string) => `"${name}" is already in use`;
    return [
      ...(resources.has(plural) ? [{ reason: "PluralConflict", message: inUse(plural) }] : []),
      ...(singular && resources.has(singular)
        ? [{ reason: "SingularConflict", message: inUse(singular) }]
        : []),
      ...shortNames
        .filter((name) => resources.has(name))
        .map((name) => ({ reason: "ShortNamesConflict", message: inUse(name) })),
      ...(kinds.has(kind) ? [{ reason: "KindConflict", message: inUse(kind) }] : []),
      ...(kinds.has(listKind) ? [{ reason: "ListKindConflict", message: inUse(listKind) }] : []),
    ];
  }

  #serve(definition: CustomResourceDefinition): void {
    const name = definition.metadata?.name ?? "";
    const established = definition.status?.conditions?.some(
      ({ type, status }) => type === "Established" && status === "True",
    );
    const accepted = definition.status?.acceptedNames;
    const current = this.#served.get(name);
    if (!established) return this.#unserve(name);
    if (current && equalJson(current.spec, definition.spec) && equalJson(current.accepted, accepted)) return;
    this.#unserve(name);
    const conversion =
      definition.spec.conversion?.strategy === "Webhook"
        ? new ConversionWebhook(definition, this.#client())
        : undefined;
    const versions = definition.spec.versions.map((version) => ({
      version,
      resource: customResource(definition, {
        version,
        strategy: customStrategy(definition, { version, types: this.#types, conversion }),
      }),
    }));
    const resources = versions.filter(({ version }) => version.served).map(({ resource }) => resource);
    const storage = versions.find(({ version }) => version.storage)?.resource;
    for (const resource of resources) this.#registry.table.add(resource);
    this.#served.set(name, { spec: definition.spec, accepted, resources, storage });
  }

  #unserve(name: string): void {
    for (const resource of this.#served.get(name)?.resources ?? []) this.#registry.table.remove(resource);
    this.#served.delete(name);
  }

  /** Deletes the objects of a definition that is going, then lets it go. */
  #clean(definition: CustomResourceDefinition): void {
    const name = definition.metadata?.name ?? "";
    // as they are stored: nothing has to be converted to be deleted
    const resource = this.#served.get(name)?.storage;
    if (resource) this.#deleteAll(resource);
    if (this.#registry.store.list(collectionOf(definition)).length > 0) return;
    const target = this.#registry.resource("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    this.#registry.update(target, {
      namespace: undefined,
      name,
      write: internalWrite("kube-apiserver"),
      transform: (live) => {
        const finalizers = (live?.metadata.finalizers ?? []).filter((finalizer) => finalizer !== cleanup);
        return { ...(live as ApiObject), metadata: { ...live?.metadata, finalizers } };
      },
    });
  }

  #deleteAll(resource: ServedResource): void {
    for (const { metadata } of this.#registry.store.list(resource.collection)) {
      const { namespace, name = "" } = metadata;
      // deleting one brings us back here, so that others may have gone meanwhile
      const object = this.#registry.find(resource, namespace, name);
      if (object && !object.metadata.deletionTimestamp)
        this.#registry.delete(resource, { namespace, name, options: { dryRun: false } });
    }
  }
}

/** Names with those filled in that a definition may leave out. */
/** Whether the certificates of its conversion webhook cannot be read. */
function hasBadBundle({ spec }: CustomResourceDefinition): boolean {
  const webhook = spec.conversion?.webhook as { clientConfig?: ClientConfig } | undefined;
  return webhook?.clientConfig !== undefined && bundleErrors(webhook.clientConfig).length > 0;
}

function fullNames(names: CrdNames): CrdNames {
  return {
    ...names,
    singular: names.singular || names.kind.toLowerCase(),
    listKind: names.listKind || `${names.kind}List`,
  };
}
