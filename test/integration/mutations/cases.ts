import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { copyJson, isJsonObject, type JsonObject } from "../../../src/base/json.ts";
import type { BuiltInResource, BuiltInSchemas } from "../../../src/k8s/built-in.ts";
import { mutationsOf } from "./mutations.ts";

/** A kind under test, as its file says. */
export interface KindUnderTest {
  readonly file: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** Valid objects; each is mutated. */
  readonly bases: Readonly<Record<string, JsonObject>>;
  /** Where the objects are, when not in a namespace that is made for them. */
  readonly namespace?: string;
  /** The bases, complete. */
  readonly objects: Readonly<Record<string, JsonObject>>;
  /** Changes by hand, as merge patches of a base; with `status`, of the status of what is stored. */
  readonly changes?: readonly { readonly base: string; readonly patch: JsonObject }[];
  /** Where a kind has too many fields: only every such one of its mutations, by a hash of the name, is asked. */
  readonly oneIn?: number;
  /** Requests that are left out, each with its reason. */
  readonly except?: Readonly<Record<string, string>>;
  /** Fields that are left alone, beside most of the metadata. */
  readonly skip?: readonly string[];
  /** Statuses for the base of the same name; each is mutated, too, and sent to the subresource. */
  readonly statuses?: Readonly<Record<string, JsonObject>>;
}

/** One request. */
export interface Case {
  readonly name: string;
  readonly mode: "create" | "update" | "status";
  readonly base: string;
  readonly object: JsonObject;
}

const folder = new URL("./kinds/", import.meta.url);
const metadata = [
  "generateName",
  "selfLink",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "ownerReferences",
  "finalizers",
  "managedFields",
];
const fixed = ["apiVersion", "kind", "metadata.annotations", ...metadata.map((key) => `metadata.${key}`)];

export function kindsUnderTest(): KindUnderTest[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => {
      const kind = parse(readFileSync(new URL(name, folder), "utf8")) as Omit<
        KindUnderTest,
        "file" | "objects"
      >;
      const objects = Object.entries(kind.bases).map(([base, content]) => [
        base,
        complete(kind, base, content),
      ]);
      return { ...kind, file: name.slice(0, -".yaml".length), objects: Object.fromEntries(objects) };
    });
}

export function resourceOf(kind: KindUnderTest, schemas: BuiltInSchemas): BuiltInResource {
  const found = schemas.resources.find(
    (resource) =>
      resource.kind === kind.kind &&
      (resource.group ? `${resource.group}/${resource.version}` : resource.version) === kind.apiVersion,
  );
  if (!found) throw new Error(`no resource of ${kind.apiVersion} ${kind.kind}`);
  return found;
}

/** Requests about a kind: the bases, what is mutated in them, what was changed by hand. */
export function casesOf(kind: KindUnderTest, schemas: BuiltInSchemas): Case[] {
  const { schema: component } = resourceOf(kind, schemas);
  const cases: Case[] = [];
  const both = (base: string, name: string, object: JsonObject) => {
    cases.push({ name: `create ${base}: ${name}`, mode: "create", base, object });
    cases.push({ name: `update ${base}: ${name}`, mode: "update", base, object });
  };
  for (const [base, object] of Object.entries(kind.objects)) {
    const skip = [...fixed, "status", ...(kind.skip ?? [])];
    both(base, "as it is", object);
    for (const mutation of mutationsOf(object, { schemas, component, skip })) {
      if (mutation.name.startsWith("metadata.namespace") || !isDrawn(kind, `${base}: ${mutation.name}`))
        continue;
      both(base, mutation.name, mutation.object);
    }
  }
  for (const { base, patch } of kind.changes ?? []) {
    const object = kind.objects[base] ?? {};
    both(base, JSON.stringify(patch), merge(object, patch) as JsonObject);
  }
  for (const [base, status] of Object.entries(kind.statuses ?? {})) {
    const object = { ...kind.objects[base], status };
    const skip = [...fixed, "spec", "metadata.labels", "metadata.name", "metadata.namespace"];
    for (const mutation of [
      { name: "as it is", object },
      ...mutationsOf(object, { schemas, component, skip }),
    ])
      cases.push({ name: `status ${base}: ${mutation.name}`, mode: "status", base, object: mutation.object });
  }
  return cases.filter(({ name }) => !Object.hasOwn(kind.except ?? {}, name));
}

/** Names hold the base, so that each base has other fields drawn. */
function isDrawn({ oneIn = 1 }: KindUnderTest, name: string): boolean {
  return createHash("sha256").update(name).digest().readUInt32BE() % oneIn === 0;
}

function complete(
  { apiVersion, kind }: { apiVersion: string; kind: string },
  base: string,
  content: JsonObject,
): JsonObject {
  const metadata = isJsonObject(content.metadata) ? content.metadata : {};
  return {
    apiVersion,
    kind,
    ...content,
    metadata: { name: base, labels: { app: "web" }, ...metadata },
  };
}

function merge(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const result: JsonObject = isJsonObject(target) ? copyJson(target) : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, key);
    else result[key] = merge(result[key], value);
  }
  return result;
}
