import type { KubernetesObject } from "./object.ts";
import type { Condition } from "./condition.ts";
import type { PrinterColumn, Scope } from "./resource.ts";
import type { JsonSchema } from "./schema/json-schema.ts";

/** Names of a custom resource (apiextensions/v1 CustomResourceDefinitionNames). */
export interface CrdNames {
  plural: string;
  singular?: string;
  kind: string;
  listKind?: string;
  shortNames?: string[];
  categories?: string[];
}

/** One version of a custom resource. */
export interface CrdVersion {
  name: string;
  served: boolean;
  storage: boolean;
  deprecated?: boolean;
  deprecationWarning?: string;
  schema?: { openAPIV3Schema?: JsonSchema };
  subresources?: {
    status?: Record<string, never>;
    scale?: { specReplicasPath: string; statusReplicasPath: string; labelSelectorPath?: string };
  };
  additionalPrinterColumns?: PrinterColumn[];
  selectableFields?: { jsonPath: string }[];
}

/** apiextensions/v1 CustomResourceDefinition. */
export interface CustomResourceDefinition extends KubernetesObject {
  spec: {
    group: string;
    names: CrdNames;
    scope: Scope;
    versions: CrdVersion[];
    conversion?: { readonly strategy: "None" | "Webhook"; readonly webhook?: unknown };
    preserveUnknownFields?: boolean;
  };
  status?: {
    conditions?: Condition[];
    acceptedNames?: CrdNames;
    storedVersions?: string[];
  };
}
