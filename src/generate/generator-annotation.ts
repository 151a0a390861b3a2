/** What is written into every definition: by it, `manifests` knows its own files. Moves when the same sources give other definitions. */
export const generatorAnnotation = { "kubewright.dev/generator-version": "v1" } as const;
