import { posix } from "node:path";
import type { BuiltInResource } from "../../src/k8s/built-in.ts";
import { apiVersionOf } from "../../src/kube/gvk.ts";
import type { JsonSchema } from "../../src/kube/schema/json-schema.ts";
import { declarationText } from "./declaration-text.ts";
import type { Places, TypePlace } from "./modules.ts";
import type { Names } from "./type-text.ts";

/** What goes into one module. */
export interface ModulePlan {
  /** For example `apps/v1`. */
  readonly module: string;
  readonly version: string;
  readonly components: ReadonlyMap<string, JsonSchema>;
  readonly resources: readonly BuiltInResource[];
  readonly places: Places;
}

/** The TypeScript source of one group and version: kinds with their handles first, then the types they are made of. */
export function moduleText(plan: ModulePlan): string {
  const imports = new Imports(plan);
  const kinds: string[] = [];
  const parts: string[] = [];
  for (const [component, schema] of plan.components) {
    const { module, name } = plan.places.placeOf(component);
    if (module !== plan.module) {
      parts.push(`export type { ${name} } from "${pathOf(module, plan)}";\n`);
      continue;
    }
    const resource = plan.resources.find((candidate) => candidate.schema === component);
    const base = isKind(schema) && {
      base: imports.take({ module: "../kube/object", name: "KubernetesObject" }),
    };
    const text = declarationText({ component, name, schema, ...base }, imports);
    if (resource) kinds.push(text, handleText(resource, imports));
    else (base ? kinds : parts).push(text);
  }
  const header = `// Generated from the OpenAPI of Kubernetes ${plan.version} by tools/generate-k8s. Do not edit.\n`;
  return [header + imports.text(), ...kinds, ...parts].join("\n");
}

/** Whether a schema describes whole objects, with kind and metadata. */
export function isKind(schema: JsonSchema): boolean {
  const { kind, metadata } = schema.properties ?? {};
  const reference = metadata?.$ref ?? metadata?.allOf?.[0]?.$ref;
  return (
    schema["x-kubernetes-group-version-kind"] !== undefined &&
    kind !== undefined &&
    reference?.endsWith(".ObjectMeta") === true
  );
}

function handleText(resource: BuiltInResource, imports: Imports): string {
  const { group, version, kind, plural, scope } = resource;
  const handle = { group, version, kind, plural, scope, apiVersion: apiVersionOf(resource) };
  const fields = Object.entries(handle).map(([name, value]) => `  ${name}: ${JSON.stringify(value)},\n`);
  const type = `${imports.take({ module: "../kube/resource", name: "Resource" })}<${kind}>`;
  return `export const ${kind}: ${type} = /* @__PURE__ */ Object.freeze({\n${fields.join("")}});\n`;
}

/** Collects what a module takes from others; a name that the module has itself is taken under another. */
class Imports implements Names {
  readonly #plan: ModulePlan;
  readonly #own: ReadonlySet<string>;
  readonly #taken = new Map<string, Map<string, string>>();

  constructor(plan: ModulePlan) {
    this.#plan = plan;
    this.#own = new Set(
      [...plan.components.keys()]
        .map((component) => plan.places.placeOf(component))
        .filter(({ module }) => module === plan.module)
        .map(({ name }) => name),
    );
  }

  component(component: string): string {
    return this.take(this.#plan.places.placeOf(component));
  }

  scalar(name: string): string {
    return this.take({ module: "../kube/scalar", name });
  }

  take({ module, name }: TypePlace): string {
    if (module === this.#plan.module) return name;
    const names = this.#taken.get(module) ?? new Map<string, string>();
    this.#taken.set(module, names);
    const clash = this.#own.has(name) || this.#isTakenElsewhere(module, name);
    const local = names.get(name) ?? (clash ? `${prefix(module)}${name}` : name);
    names.set(name, local);
    return local;
  }

  #isTakenElsewhere(module: string, name: string): boolean {
    return [...this.#taken].some(([other, names]) => other !== module && [...names.values()].includes(name));
  }

  text(): string {
    const lines = [...this.#taken]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([module, names]) => {
        const list = [...names].sort(([a], [b]) => (a < b ? -1 : 1));
        const specifiers = list.map(([name, local]) => (name === local ? name : `${name} as ${local}`));
        return `import type { ${specifiers.join(", ")} } from "${pathOf(module, this.#plan)}";\n`;
      });
    return lines.join("");
  }
}

function pathOf(module: string, { module: from }: ModulePlan): string {
  const path = posix.relative(posix.dirname(from), module);
  return `${path.startsWith(".") ? path : `./${path}`}.ts`;
}

/** `core/v1` → `CoreV1`. */
function prefix(module: string): string {
  const parts = module.replaceAll("../", "").split(/[/.-]/);
  return parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("");
}
