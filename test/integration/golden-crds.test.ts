import { existsSync, readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { CustomResourceDefinition } from "../../src/kube/crd.ts";
import type { KubernetesObject } from "../../src/kube/object.ts";
import { applyMergePatch } from "../../src/kube/patch/merge-patch.ts";
import { parseYaml } from "../../src/kube/yaml.ts";
import { collectionOf, installCrd } from "./install-crd.ts";
import { onBothServers } from "./servers.ts";

const golden = new URL("../golden/", import.meta.url);
const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const cases = ["crd", "controller-tools"].flatMap((folder) =>
  readdirSync(new URL(folder, golden))
    .map((name) => `${folder}/${name}`)
    .filter((name) => existsSync(new URL(`${name}/crd.yaml`, golden)))
    .sort(),
);

/**
 * The definitions of a folder. Several folders define the same kind: those without objects get a group of their own, so that all can be there at once.
 */
function definitionsOf(name: string): CustomResourceDefinition[] {
  const definitions = read<CustomResourceDefinition>(name, "crd.yaml");
  if (existsSync(new URL(`${name}/valid.yaml`, golden))) return definitions;
  const group = `${name.replace("/", "-")}.example.com`;
  return definitions.map((crd) => ({
    ...crd,
    metadata: { ...crd.metadata, name: `${crd.spec.names.plural}.${group}` },
    spec: { ...crd.spec, group },
  }));
}

/** An entry of invalid.yaml. */
interface Refusal {
  /** The field that the server names. */
  readonly at: string;
  /** Merge patch of the first object of valid.yaml, or of the first of this kind's version. */
  readonly change: object;
  readonly version?: string;
  /** Whether the object is there already, so that a rule about the old one counts. */
  readonly update?: boolean;
}

function read<T>(name: string, file: string): T[] {
  const url = new URL(`${name}/${file}`, golden);
  return existsSync(url) ? (parseYaml(readFileSync(url, "utf8"), url.pathname) as T[]) : [];
}

const versionOf = ({ apiVersion = "" }: KubernetesObject) => apiVersion.split("/")[1] ?? "";

/** Where the validator stops at a value, the server names the field in the message alone. */
function isAt({ field, message }: { field: string; message: string }, at: string): boolean {
  return field === at || (field === "<nil>" && message.split(/[" ]/).includes(at));
}

onBothServers("the generator's golden CRDs", (server) => {
  let namespace: string;
  beforeAll(async () => {
    namespace = await server.namespace();
  });

  // at once, because a server takes two seconds to serve a new kind
  describe.concurrent.each(cases.filter((name) => definitionsOf(name).length > 0))("%s", (name) => {
    test.each(definitionsOf(name))("$metadata.name", async (crd) => {
      const refused = new URL(`${name}/server-refuses.txt`, golden);
      if (existsSync(refused)) {
        const { status, body } = await server.api.post(crds, crd);
        expect(status).toBe(422);
        expect(body.message).toContain(readFileSync(refused, "utf8").trim());
        return;
      }
      const { body, headers } = await installCrd(server, crd);
      expect(headers.warning).toBeUndefined();
      expect(body.spec.versions.map((version: { schema: unknown }) => version.schema)).toEqual(
        crd.spec.versions.map((version) => version.schema),
      );
      const valid = read<KubernetesObject>(name, "valid.yaml").filter(
        ({ kind }) => kind === crd.spec.names.kind,
      );
      for (const object of valid) {
        const answer = await server.api.post(collectionOf(crd, versionOf(object), namespace), object);
        expect(answer.status === 201 ? 201 : answer.body, `valid.yaml: ${object.metadata?.name}`).toBe(201);
      }
      for (const refusal of read<Refusal[]>(name, "invalid.yaml").flat())
        await expectRefusal(crd, valid, refusal);
      await server.api.delete(`${crds}/${crd.metadata?.name}`);
    });
  });

  async function expectRefusal(
    crd: CustomResourceDefinition,
    valid: readonly KubernetesObject[],
    { at, change, version, update = false }: Refusal,
  ): Promise<void> {
    const base = valid.find((object) => version === undefined || versionOf(object) === version) ?? {};
    const collection = collectionOf(crd, versionOf(base), namespace);
    const own = `${collection}/${base.metadata?.name}`;
    const start = update
      ? ((await server.api.get(own)).body as KubernetesObject)
      : { ...base, metadata: { name: "invalid" } };
    const object = applyMergePatch(start, change);
    const { status, body } = await (update
      ? server.api.put(own, object)
      : server.api.post(collection, object));
    const causes: { field: string; message: string }[] = body.details?.causes ?? [];
    const what = `invalid.yaml: ${at} of ${JSON.stringify(change)}: ${JSON.stringify(body)}`;
    expect(status, what).toBe(422);
    expect(
      causes.some((cause) => isAt(cause, at)),
      what,
    ).toBe(true);
  }
});
