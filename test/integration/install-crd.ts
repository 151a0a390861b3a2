import type { CustomResourceDefinition } from "../../src/kube/crd.ts";
import type { Answer } from "./api.ts";
import type { TestServer } from "./servers.ts";

const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** Creates a CRD and waits, by a watch, until all of its served versions are there. Returns the answer to its creation. */
export async function installCrd(server: TestServer, crd: CustomResourceDefinition): Promise<Answer> {
  const answer = await server.api.post(`${crds}?fieldValidation=Strict`, crd);
  if (answer.status !== 201) throw new Error(`cannot create the CRD: ${JSON.stringify(answer.body)}`);
  const watch = await server.api.watch(
    `${crds}?watch=true&fieldSelector=metadata.name%3D${crd.metadata?.name}`,
  );
  for (let established = false; !established;) {
    const { object } = await watch.next();
    const conditions: { type: string; status: string }[] = object.status?.conditions ?? [];
    established = conditions.some(({ type, status }) => type === "Established" && status === "True");
  }
  watch.close();
  const { group, names, versions } = crd.spec;
  for (const { name } of versions.filter(({ served }) => served)) {
    // the real server serves a kind a moment after it says so
    for (let status = 0; status !== 200;)
      ({ status } = await server.api.get(`/apis/${group}/${name}/${names.plural}`));
  }
  return answer;
}

/** Where the objects of a CRD's version are. */
export function collectionOf({ spec }: CustomResourceDefinition, version: string, namespace: string): string {
  const folder = spec.scope === "Cluster" ? "" : `/namespaces/${namespace}`;
  return `/apis/${spec.group}/${version}${folder}/${spec.names.plural}`;
}
