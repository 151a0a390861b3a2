import { resource, type KubernetesObject } from "kubewright";
import type { ExternalData } from "./external.ts";

interface EmbeddedExternalSpec extends ExternalData {
  extra?: string;
}

interface Embedding extends KubernetesObject {
  spec?: { embeddedExternal?: EmbeddedExternalSpec };
}

export const Embedding = resource<Embedding>({ group: "testdata.kubebuilder.io", version: "v1", kind: "Embedding" });
