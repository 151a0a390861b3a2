import { UserError } from "../../base/errors.ts";
import type { AskedObject, ExplainedView } from "../../dev/view/explain-object.ts";
import { ViewModel } from "../../dev/view/view-model.ts";
import {
  ApiError,
  ConnectionError,
  createClient,
  loadConnection,
  type Client,
  type KubernetesObject,
  type Observed,
  type Resource,
} from "../../index.ts";
import { CustomResourceDefinition } from "../../k8s/apiextensions.k8s.io/v1.ts";
import { Deployment, DaemonSet, ReplicaSet, StatefulSet } from "../../k8s/apps/v1.ts";
import { CronJob, Job } from "../../k8s/batch/v1.ts";
import {
  ConfigMap,
  Event,
  PersistentVolumeClaim,
  Pod,
  Secret,
  Service,
  ServiceAccount,
} from "../../k8s/core/v1.ts";
import { Ingress, NetworkPolicy } from "../../k8s/networking.k8s.io/v1.ts";
import { PodDisruptionBudget } from "../../k8s/policy/v1.ts";
import { apiVersionOf } from "../../kube/gvk.ts";
import { sensitiveFieldsOf } from "../../kube/sensitive-fields.ts";
import { parseClusterChoice } from "../cluster-choice.ts";
import type { Context } from "../context.ts";

/** What operators usually own. */
const childKinds = [
  ...[Deployment, StatefulSet, DaemonSet, ReplicaSet, Pod, Job, CronJob, Service, ConfigMap, Secret],
  ...[ServiceAccount, PersistentVolumeClaim, Ingress, NetworkPolicy, PodDisruptionBudget],
] as unknown as readonly Resource[];

/**
 * What a cluster knows of an object, its children and events. What may not be listed is left out. Undefined where there is no such object.
 *
 * @throws UserError KIND_NOT_SERVED for a kind that the cluster has not, CLUSTER_REFUSED where the cluster cannot be asked
 */
export async function explainDeployed(
  asked: AskedObject,
  { cluster = "context", context }: { cluster: string | undefined; context: Context },
): Promise<ExplainedView | undefined> {
  const choice = parseClusterChoice(cluster);
  const { env, clock, signal } = context;
  const name =
    choice.kind === "kind" ? `kind-${choice.name}` : choice.kind === "context" ? choice.name : undefined;
  const connection = await loadConnection({ env, clock, ...(name === undefined ? {} : { context: name }) });
  const client = createClient(connection, { userAgent: "kubewright-explain", signal, clock });
  try {
    const crds = (await client.list(CustomResourceDefinition)).items;
    const model = new ViewModel({ clock });
    model.sensitive = sensitiveFieldsOf(crds);
    const kinds = crds.flatMap(resourcesOf);
    const resource = findKind(asked.kind, kinds);
    const own = kinds.filter(({ group }) => group === resource.group);
    const object = await findObject(resource, asked, client);
    if (!object) return undefined;
    model.put(object);
    await Promise.all([...own, ...childKinds].map((kind) => take(kind, { object, client, model })));
    const detail = model.detail(object.metadata.uid);
    return { explanations: [], ...(detail ? { object: detail } : {}) };
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof ConnectionError)) throw error;
    throw new UserError(
      "CLUSTER_REFUSED",
      `cannot ask the cluster about ${asked.kind}/${asked.name}: ${error.message}`,
      {
        hint: "Start `kubewright run`, or check the kubeconfig, its context and what its user may list: CRDs and the kind.",
        cause: error,
      },
    );
  } finally {
    client.close();
  }
}

/** The version that is stored: every object has it. */
function resourcesOf({
  spec,
}: Observed<CustomResourceDefinition>): (Resource & { readonly words: readonly string[] })[] {
  const { group, names, scope, versions } = spec;
  const version = versions.find(({ storage }) => storage)?.name ?? "";
  const { kind, plural, singular = "", shortNames = [] } = names;
  const words = [kind.toLowerCase(), plural, singular, ...shortNames].filter(Boolean);
  const apiVersion = apiVersionOf({ group, version });
  return [{ group, version, kind, plural, scope: scope as Resource["scope"], apiVersion, words }];
}

function findKind(
  text: string,
  kinds: readonly (Resource & { readonly words: readonly string[] })[],
): Resource {
  const [word = "", ...rest] = text.toLowerCase().split(".");
  const group = rest.join(".");
  const found = kinds.filter((kind) => kind.words.includes(word) && (group === "" || kind.group === group));
  const [first, ...others] = found;
  if (first && others.length === 0) return first;
  const all = found.map(({ kind, group: of }) => `${kind}.${of}`).join(", ");
  throw new UserError(
    "KIND_NOT_SERVED",
    first
      ? `cannot tell which kind "${text}" is: ${all}`
      : `cannot explain a ${text}: the cluster has no such kind`,
    { hint: "Name a custom resource as Kind, plural or Kind.group." },
  );
}

async function findObject(
  resource: Resource,
  { namespace, name }: AskedObject,
  client: Client,
): Promise<Observed<KubernetesObject> | undefined> {
  const options = {
    fieldSelector: `metadata.name=${name}`,
    ...(namespace === undefined ? {} : { namespace }),
  };
  const { items } = await client.list(resource, options);
  return items.find(({ metadata }) => metadata.namespace === "default") ?? items[0];
}

/** Takes the objects of a kind in that make up the tree, with their events. */
async function take(
  kind: Resource,
  { object, client, model }: { object: Observed<KubernetesObject>; client: Client; model: ViewModel },
): Promise<void> {
  const { namespace } = object.metadata;
  const where = namespace === undefined ? {} : { namespace };
  const list = async (resource: Resource) =>
    (await client.list(resource, resource.scope === "Cluster" ? {} : where).catch(() => ({ items: [] })))
      .items;
  for (const item of await list(kind)) if ((item.metadata.ownerReferences ?? []).length > 0) model.put(item);
  if (kind.kind === "Pod") for (const event of await list(Event)) model.put(event);
}
