/** A kind that the project has scaffolded something for; kubebuilder's keys where they fit. */
export interface ProjectResource {
  /** There when the project defines the kind, absent for a controller of someone else's. */
  readonly api?: { readonly crdVersion: "v1"; readonly namespaced: boolean };
  readonly controller: boolean;
  /** Whether the kind is built into Kubernetes. */
  readonly core: boolean;
  /** What follows `group` in the API group; "" for built-in kinds. */
  readonly domain: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  /** The module that exports the kind's handle: a file of the project or a package's entry. */
  readonly path: string;
}

/** How `manifests` and `run` write manifests; each is the flag of `manifests` with its name. */
export interface ManifestSettings {
  readonly builtInDescriptions?: boolean;
  readonly maxDescriptionLength?: number;
  readonly maxCrdSize?: number;
  readonly featureGates?: string;
  readonly allowFloats?: boolean;
  readonly embeddedMetadata?: boolean;
  /** From the project's root. */
  readonly headerFile?: string;
  readonly year?: string;
}

/** The PROJECT file: what was scaffolded, and with what. */
export interface Project {
  /** Version of the file's format. */
  readonly version: "3";
  /** Version of the tool that scaffolded the project. */
  readonly cliVersion: string;
  readonly domain: string;
  readonly projectName: string;
  readonly layout: readonly string[];
  /** Names of kubeconfig contexts that commands may write to; undefined when nothing is said. */
  readonly allowedContexts?: readonly string[];
  readonly manifests?: ManifestSettings;
  /** The operator watches its own namespace, with rights in that alone. */
  readonly namespaced?: boolean;
  readonly resources: readonly ProjectResource[];
}

/** Name of the file, at the root of a project. */
export const projectFile = "PROJECT";

/** Our own entry of {@link Project.layout}. */
export const projectLayout = "typescript.kubewright/v1";

/** The API group that a kind is served in: `cache` and `example.com` make `cache.example.com`. */
export function apiGroupOf(resource: Pick<ProjectResource, "core" | "group" | "domain">): string {
  if (resource.core) return resource.group === "core" ? "" : resource.group;
  return `${resource.group}.${resource.domain}`;
}
