import type { Container, PodSpec } from "../../../../k8s/core/v1.ts";

/** A Pod, or what a template makes. */
export interface Subject {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
}

/** What a check forbids: in short, and what exactly. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

/** What is looked at, from a version of Kubernetes on (the number after `1.`) until the next of the same name. */
export interface Check {
  readonly id: string;
  readonly since: number;
  /** Of what is checked at the level below: it is not checked again. */
  readonly overrides?: string;
  run(subject: Subject): Violation | undefined;
}

/** All containers, in the order in which they are told of. */
export function containersOf({
  initContainers = [],
  containers = [],
  ephemeralContainers = [],
}: PodSpec): Container[] {
  return [...initContainers, ...containers, ...ephemeralContainers];
}

/** `container "a"`, `containers "a", "b"`. */
export function namedContainers(names: readonly string[]): string {
  return `${plural("container", names.length)} ${quoted(names)}`;
}

/** Who sets something: the Pod, containers, both. */
export function setters(pod: boolean, containers: readonly string[]): string {
  return [...(pod ? ["pod"] : []), ...(containers.length ? [namedContainers(containers)] : [])].join(" and ");
}

export function quoted(items: readonly string[]): string {
  return items.map((item) => `"${item}"`).join(", ");
}

export function plural(word: string, count: number): string {
  return count === 1 ? word : `${word}s`;
}

/** Each once, in the order of their bytes. */
export function sorted(items: readonly string[]): string[] {
  return [...new Set(items)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** Names of the containers for which something holds. */
export function namesWhere(spec: PodSpec, test: (container: Container) => boolean): string[] {
  return containersOf(spec)
    .filter(test)
    .map(({ name = "" }) => name);
}

/** Whether a Pod has users of its own, so that root in it is none outside. */
export function hasOwnUsers({ hostUsers }: PodSpec): boolean {
  return hostUsers === false;
}

export function isWindows({ os }: PodSpec): boolean {
  return os?.name === "windows";
}
