import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { timeText } from "../../kube/condition.ts";
import { requiredField, unsupportedField } from "../admission/field-problem.ts";
import { goErrors } from "../admission/go-text.ts";
import { valueAt, type ApiObject } from "../api-object.ts";
import { topologyLabels } from "../registry/built-in/pod/topology-labels.ts";
import { internalWrite } from "../registry/registry.ts";
import { badRequest, conflict, plainError } from "../status-error.ts";
import type { Store } from "../store/store.ts";
import type { SubresourceCreate } from "./subresource-call.ts";

/**
 * POST of `pods/binding` and of `bindings`: puts a Pod on a node, as a scheduler does.
 * Follows BindingREST of k8s.io/kubernetes/pkg/registry/core/pod/storage/storage.go.
 */
export function bindPod(call: SubresourceCreate): void {
  const { registry, namespace, name, object, write } = call;
  if (object.metadata.name !== name) throw badRequest("name in URL does not match name in Binding object");
  const target = isJsonObject(object.target) ? object.target : {};
  checkTarget(target);
  const pods = registry.resource("", "v1", "pods");
  const pod = registry.get(pods, namespace, name);
  checkPod(pod, object);
  const now = timeText(new Date(registry.clock.now()));
  registry.update(pods, {
    namespace,
    name,
    subresource: "binding",
    managed: true,
    write: { ...internalWrite("kube-apiserver"), dryRun: write.dryRun },
    transform: (live) =>
      bound(live as ApiObject, {
        binding: withTopology(object, registry.store),
        node: String(target.name),
        now,
      }),
  });
}

/** The labels of a Node's place go with the binding. */
function withTopology(binding: ApiObject, store: Store): ApiObject {
  const { kind, name } = isJsonObject(binding.target) ? binding.target : {};
  const labels = kind === "Node" ? topologyLabels(store.get("nodes", String(name))) : {};
  if (Object.keys(labels).length === 0) return binding;
  const { metadata } = binding;
  return { ...binding, metadata: { ...metadata, labels: { ...metadata.labels, ...labels } } };
}

function checkTarget({ kind, name }: JsonObject): void {
  const errors = [
    ...(kind && kind !== "Node" ? [unsupportedField("target.kind", kind, ["Node", "<empty>"])] : []),
    ...(name ? [] : [requiredField("target.name")]),
  ];
  if (errors.length) throw plainError(goErrors(errors.map(({ field, message }) => `${field}: ${message}`)));
}

function checkPod(pod: ApiObject, binding: ApiObject): void {
  const { name = "", uid, resourceVersion, deletionTimestamp } = pod.metadata;
  const node = valueAt(pod, ["spec", "nodeName"]);
  const gates = valueAt(pod, ["spec", "schedulingGates"]);
  const key = `/registry/pods/${pod.metadata.namespace}/${name}`;
  const wrong = (detail: string) =>
    `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: ${detail}`;
  const refuse = (resource: string, message: string) => conflict({ group: "", resource }, { name, message });
  const wanted = binding.metadata;
  if (wanted.uid && wanted.uid !== uid)
    throw refuse("pods", wrong(`UID in precondition: ${wanted.uid}, UID in object meta: ${uid}`));
  if (wanted.resourceVersion && wanted.resourceVersion !== resourceVersion) {
    const versions = `ResourceVersion in precondition: ${wanted.resourceVersion}, ResourceVersion in object meta: ${resourceVersion}`;
    throw refuse("pods", wrong(versions));
  }
  if (deletionTimestamp)
    throw refuse("pods/binding", `pod ${name} is being deleted, cannot be assigned to a host`);
  if (node) throw refuse("pods/binding", `pod ${name} is already assigned to node ${JSON.stringify(node)}`);
  if (Array.isArray(gates) && gates.length)
    throw refuse("pods/binding", `pod ${name} has non-empty .spec.schedulingGates`);
}

function bound(pod: ApiObject, options: { binding: ApiObject; node: string; now: string }): ApiObject {
  const { binding, node, now } = options;
  const { annotations = {}, labels = {} } = binding.metadata;
  const metadata = {
    ...pod.metadata,
    ...(Object.keys(annotations).length
      ? { annotations: { ...pod.metadata.annotations, ...annotations } }
      : {}),
    ...(Object.keys(labels).length ? { labels: { ...pod.metadata.labels, ...labels } } : {}),
  };
  const { nominatedNodeName: _, ...status } = isJsonObject(pod.status) ? pod.status : {};
  const known = Array.isArray(status.conditions) ? (status.conditions as JsonObject[]) : [];
  const present = known.find(({ type }) => type === "PodScheduled");
  const scheduled = { type: "PodScheduled", status: "True", lastProbeTime: null, lastTransitionTime: now };
  const next =
    present?.status === "True" ? { ...scheduled, lastTransitionTime: present.lastTransitionTime } : scheduled;
  const conditions = present ? known.map((item) => (item === present ? next : item)) : [...known, next];
  return {
    ...pod,
    metadata,
    spec: { ...(pod.spec as JsonObject), nodeName: node },
    status: { ...status, conditions },
  };
}
