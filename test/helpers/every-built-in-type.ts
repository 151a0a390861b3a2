import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A type that `kubewright/k8s/<module>` exports. */
export interface BuiltInType {
  /** For example `apps/v1`. */
  readonly module: string;
  readonly name: string;
}

const folder = join(import.meta.dirname, "../../src/k8s");

/** All types of all modules of built-in types, by what stands in their sources. */
export function everyBuiltInType(): BuiltInType[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => /\/v\w+\.ts$/.test(path))
    .sort()
    .flatMap((path) => {
      const text = readFileSync(join(folder, path), "utf8");
      const names = text.matchAll(/^export (?:interface|type)(?: \{)? (\w+)/gm);
      return [...names].map(([, name = ""]) => ({ module: path.replace(/\.ts$/, ""), name }));
    });
}
