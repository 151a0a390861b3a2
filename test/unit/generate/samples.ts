import { existsSync, readFileSync } from "node:fs";
import type { CustomResourceDefinition } from "../../../src/kube/crd.ts";
import { parseYaml } from "../../../src/kube/yaml.ts";

/** An object that the server takes, or refuses, of the first kind in a golden folder's crd.yaml. */
export interface Sample {
  readonly name: string;
  readonly spec: unknown;
  /** What it replaces; without it the object is new. */
  readonly old?: unknown;
  /** Where it is refused; absent for what is taken. */
  readonly field?: string;
  readonly message?: string;
}

/** The samples that upstream's tests have, of a golden folder: `samples.yaml`, a document each. */
export function readSamples(folder: string): Sample[] {
  const path = `${folder}/samples.yaml`;
  return existsSync(path) ? (parseYaml(readFileSync(path, "utf8"), path) as Sample[]) : [];
}

/** A spec as an object of the stored version of a definition. */
export function objectOf({ spec: crd }: CustomResourceDefinition, name: string, spec: unknown) {
  const version = crd.versions.find(({ storage }) => storage)?.name ?? "";
  return { apiVersion: `${crd.group}/${version}`, kind: crd.names.kind, metadata: { name }, spec };
}
