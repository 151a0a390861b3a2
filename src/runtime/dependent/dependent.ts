import type { Logger } from "../../base/logger.ts";
import type { DeepPartial, KubernetesObject, Observed } from "../../kube/object.ts";
import type { Resource } from "../../kube/resource.ts";
import type { Client } from "../client/client.ts";

/** Dependents by name, as they are observed: the object, the objects of a list by name, or what an external one reads. */
export type DependentTypes = object;

/** A controller without dependents. */
export type NoDependents = Record<never, never>;

/** What the functions of a dependent get. */
export interface DependentContext<T extends KubernetesObject, Before extends DependentTypes> {
  /** The owner: the object that is reconciled. */
  readonly object: Observed<T>;
  /** The dependents named in `dependsOn`, which are ready. */
  readonly observed: Readonly<Before>;
  readonly client: Client;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** What every dependent can say, whatever it is. */
export interface DependentConditions<
  T extends KubernetesObject,
  Child,
  Before extends DependentTypes,
  Deps extends string,
> {
  /** Dependents declared before it that have to be ready before this one is applied, and are removed after it. */
  readonly dependsOn?: readonly Deps[];
  /**
   * Whether it is there and does its work; default: true once it was applied. A text says what it still waits for, and shows in the owner's condition.
   */
  readonly ready?: (
    child: Child,
    context: DependentContext<T, Before>,
  ) => boolean | string | Promise<boolean | string>;
  /** Whether there should be one at all; default true. When false, it is removed, together with all that depend on it. */
  readonly active?: (context: Omit<DependentContext<T, Before>, "observed">) => boolean | Promise<boolean>;
  /**
   * Whether it is gone for good, asked when its objects are: only then what it depends on is removed. A text says what it still waits for. Asked
   * again every 5 s.
   */
  readonly deleted?: (
    context: Omit<DependentContext<T, Before>, "observed">,
  ) => boolean | string | Promise<boolean | string>;
}

/** A child as it should be: what is applied. Its name is the owner's, unless it has one. */
export type Desired<K extends KubernetesObject> = DeepPartial<K>;

/** One child. */
export interface DependentOptions<
  T extends KubernetesObject,
  K extends KubernetesObject,
  Before extends DependentTypes,
  Deps extends string,
> extends DependentConditions<T, Observed<K>, Before, Deps> {
  readonly desired: (context: DependentContext<T, Before>) => Desired<K> | Promise<Desired<K>>;
  /** Whether an object of that name that others made is taken over, and deleted with the rest; default false: it is an error. */
  readonly adopt?: boolean;
}

/** Any number of children of a kind, told apart by their names. What is no longer in the list is deleted. */
export interface DependentListOptions<
  T extends KubernetesObject,
  K extends KubernetesObject,
  Before extends DependentTypes,
  Deps extends string,
> extends DependentConditions<T, Observed<K>, Before, Deps> {
  readonly desired: (
    context: DependentContext<T, Before>,
  ) =>
    | readonly (Desired<K> & { metadata: { name: string } })[]
    | Promise<readonly (Desired<K> & { metadata: { name: string } })[]>;
  /** As for one child. */
  readonly adopt?: boolean;
}

/** Something outside of Kubernetes. */
export interface ExternalOptions<
  T extends KubernetesObject,
  State,
  Before extends DependentTypes,
  Deps extends string,
> extends DependentConditions<T, State, Before, Deps> {
  /** What is there now; undefined when nothing is. */
  readonly read: (
    context: Omit<DependentContext<T, Before>, "observed">,
  ) => State | undefined | Promise<State | undefined>;
  readonly create: (context: DependentContext<T, Before>) => State | Promise<State>;
  /** Brings what is there to what it should be; called on every run, so that it compares first. Default: it stays as it was made. */
  readonly update?: (state: State, context: DependentContext<T, Before>) => State | Promise<State>;
  readonly delete: (
    state: State,
    context: Omit<DependentContext<T, Before>, "observed">,
  ) => void | Promise<void>;
}

/** The functions of a dependent without their types, as the workflow calls them. */
export interface DependentDefinition {
  readonly name: string;
  /** Undefined: external. */
  readonly resource: Resource | undefined;
  readonly many: boolean;
  readonly dependsOn: readonly string[];
  readonly desired?: (context: AnyContext) => unknown;
  readonly adopt?: boolean;
  readonly external?: {
    readonly read: (context: AnyContext) => unknown;
    readonly create: (context: AnyContext) => unknown;
    readonly update?: (state: unknown, context: AnyContext) => unknown;
    readonly delete: (state: unknown, context: AnyContext) => unknown;
  };
  readonly ready?: (child: never, context: AnyContext) => unknown;
  readonly active?: (context: AnyContext) => unknown;
  readonly deleted?: (context: AnyContext) => unknown;
}

/** A context of whatever kind. */
export type AnyContext = DependentContext<KubernetesObject, Record<string, never>>;
