import type { CelFunction } from "../function-table.ts";

/** What paths of JSON patches are made with (k8s.io/apiserver/pkg/cel/library/jsonpatch.go). */
export const jsonPatch: Readonly<Record<string, CelFunction>> = {
  "jsonpatch.escapeKey": ([key]) =>
    typeof key === "string" ? key.replace(/[/~]/g, (letter) => (letter === "/" ? "~1" : "~0")) : undefined,
};
