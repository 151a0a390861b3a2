import { existsSync, readFileSync } from "node:fs";
import type { JsonSchema } from "../kube/schema/json-schema.ts";
import type { Scope } from "../kube/resource.ts";

/** A resource that every API server of {@link BuiltInSchemas.kubernetesVersion} serves by default. */
export interface BuiltInResource {
  /** `""` in the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly scope: Scope;
  readonly verbs: readonly string[];
  /** For example `["scale", "status"]`. */
  readonly subresources: readonly string[];
  /** What each subresource takes and returns, and how. */
  readonly subresourceKinds: Readonly<Record<string, SubresourceKind>>;
  /** Component name of the kind's schema. */
  readonly schema: string;
}

/** A subresource in discovery. */
export interface SubresourceKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** What a real API server publishes about its built-in resources. */
export interface BuiltInSchemas {
  /** For example `v1.36.3`. */
  readonly kubernetesVersion: string;
  /** In the server's order of preference. */
  readonly groupVersions: readonly { readonly group: string; readonly version: string }[];
  readonly resources: readonly BuiltInResource[];
  /** Names of all components. */
  readonly components: readonly string[];
  /**
   * A component's schema by its name (`io.k8s.api.apps.v1.Deployment`) or by a reference to it
   * (`#/components/schemas/…`). Structure only: no descriptions. Not to be changed.
   *
   * @throws Error when there is none.
   */
  schema(component: string): JsonSchema;
  /** How Go writes a component, by its name; undefined when its schema says it all. */
  goShape(component: string): GoShape | undefined;
  /** The fields of a component's protobuf message, by its name; undefined when it has none. */
  protobufFields(component: string): ProtobufFields | undefined;
  /** The default roles and bindings by plural, in the order in which a new server makes them: read when it is first asked for. */
  bootstrapPolicy(): BootstrapPolicy;
  /** Whether there is prose: it is added when the package is built. */
  readonly hasDescriptions: boolean;
  /** What upstream's documentation says of a component, by its name; undefined when it says nothing. */
  description(component: string): BuiltInDescription | undefined;
}

/** Roles and bindings that every server has: `metadata` is name, namespace, labels and annotations. Not to be changed. */
export type BootstrapPolicy = Readonly<
  Record<
    "clusterroles" | "clusterrolebindings" | "roles" | "rolebindings",
    readonly {
      readonly metadata: {
        readonly name: string;
        readonly namespace?: string;
        readonly labels?: Readonly<Record<string, string>>;
        readonly annotations?: Readonly<Record<string, string>>;
      };
      readonly [field: string]: unknown;
    }[]
  >
>;

/** The documentation of a built-in type. */
export interface BuiltInDescription {
  /** Of the type as a whole. */
  readonly type?: string;
  /** By the name of the field; those of a type of their own often have none. */
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * How the server's Go type of a component is written as JSON, where its OpenAPI does not say: facts of the `json`
 * tags and field types in k8s.io/api.
 */
export interface GoShape {
  /** Fields that are there whatever was sent, with what an empty one looks like; `{}` is a struct, empty in turn. */
  readonly always?: Readonly<Record<string, unknown>>;
  /** Scalars behind a pointer: a zero that was sent stays. Those of other fields are left out. */
  readonly pointers?: readonly string[];
  /** Go's names of field types that are no structs, as its decoder prints them: `{ "protocol": "v1.Protocol" }`. */
  readonly types?: Readonly<Record<string, string>>;
  /** The Go structs that fields were inlined from, as its decoder names them on the way: `{ "http": "IngressRuleValue" }`. */
  readonly embedded?: Readonly<Record<string, string>>;
}

/**
 * The fields of a component's protobuf message by their number: a name in JSON, or, for a message whose fields are the component's own in JSON, its
 * fields in turn.
 */
export interface ProtobufFields {
  readonly [number: string]: string | ProtobufFields;
}

const prefix = "#/components/schemas/";

/** What was read is kept for the life of the process: every server and every generator run in it shares it. */
const read: { schemas?: BuiltInSchemas } = {};

/** The schemas of the built-in resources: read from disk when first asked for, each component when its own turn comes. */
export function readBuiltInSchemas(): BuiltInSchemas {
  return (read.schemas ??= openBuiltInSchemas());
}

function openBuiltInSchemas(): BuiltInSchemas {
  const { kubernetesVersion, groupVersions, resources } =
    readJson<Pick<BuiltInSchemas, "kubernetesVersion" | "groupVersions" | "resources">>("resources.json");
  const schemas = readMembers<JsonSchema>("components.json");
  const found = new Map<string, JsonSchema>(); // by what was asked for: each request asks dozens of times
  let descriptions: Readonly<Record<string, BuiltInDescription>> | undefined;
  let shapes: Members<GoShape> | undefined; // only the sandbox asks
  let messages: Members<ProtobufFields> | undefined; // only a client that writes protobuf needs them
  let policy: BootstrapPolicy | undefined; // only who asks for roles, and users who are no administrators
  return {
    kubernetesVersion,
    groupVersions,
    resources,
    components: schemas.names,
    schema(component) {
      const known = found.get(component);
      if (known) return known;
      const name = component.startsWith(prefix) ? component.slice(prefix.length) : component;
      const schema = schemas.get(name);
      if (!schema) throw new Error(`Kubernetes ${kubernetesVersion} has no component "${name}"`);
      found.set(component, schema);
      return schema;
    },
    goShape: (component) => (shapes ??= readMembers("go-shapes.json")).get(component),
    protobufFields: (component) => (messages ??= readMembers("protobuf.json")).get(component),
    bootstrapPolicy: () => (policy ??= readJson<BootstrapPolicy>("bootstrap-policy.json")),
    hasDescriptions: existsSync(file("descriptions.json")),
    description(component) {
      descriptions ??= this.hasDescriptions ? readJson("descriptions.json") : {};
      return descriptions?.[component];
    },
  };
}

/** The members of a JSON object, each parsed when it is first asked for. */
interface Members<T> {
  readonly names: readonly string[];
  get(name: string): T | undefined;
}

/** Reads a file that has one member of its object a line, as the generator writes them: `"name": {…},`. */
function readMembers<T>(path: string): Members<T> {
  const texts = new Map<string, string>();
  for (const line of readText(path).split("\n")) {
    const end = line.indexOf('": ');
    if (end > 0) texts.set(line.slice(1, end), line.slice(end + 3, line.endsWith(",") ? -1 : undefined));
  }
  const parsed = new Map<string, T>();
  return {
    names: [...texts.keys()],
    get(name) {
      const known = parsed.get(name);
      if (known !== undefined) return known;
      const text = texts.get(name);
      if (text === undefined) return undefined;
      const value = JSON.parse(text) as T;
      parsed.set(name, value);
      return value;
    },
  };
}

function readJson<T>(name: string): T {
  return JSON.parse(readText(name)) as T;
}

function readText(name: string): string {
  return readFileSync(file(name), "utf8");
}

function file(name: string): URL {
  return new URL(`./openapi/${name}`, import.meta.url);
}
