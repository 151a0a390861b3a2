import type { Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { sleep } from "../../base/lifetime.ts";
import type { OperatorHello, ReportedKind } from "../../kube/operator-report.ts";
import type { ObjectSource } from "./object-source.ts";
import type { ViewModel } from "./view-model.ts";

const retryMs = 2_000;
const kind = (group: string, name: string, plural: string): ReportedKind => ({
  group,
  version: "v1",
  kind: name,
  plural,
  scope: "Namespaced",
});
const [pods, replicaSets, jobs] = [
  kind("", "Pod", "pods"),
  kind("apps", "ReplicaSet", "replicasets"),
  kind("batch", "Job", "jobs"),
];
/** What is made of a kind by others, and belongs into its tree. */
const below: Readonly<Record<string, readonly ReportedKind[]>> = {
  Deployment: [replicaSets, pods],
  ReplicaSet: [pods],
  StatefulSet: [pods],
  DaemonSet: [pods],
  Job: [pods],
  CronJob: [jobs, pods],
  Service: [kind("discovery.k8s.io", "EndpointSlice", "endpointslices")],
};
const events = kind("", "Event", "events");

/**
 * Brings the objects that an operator works on into a view: those of its controllers' kinds, their children, and events. Kinds are added by each operator
 * that says hello; a watch that fails is told of and tried again. Ends with the signal.
 */
export function followObjects(
  model: ViewModel,
  { source, clock, signal }: { source: ObjectSource; clock: Clock; signal: AbortSignal },
): { readonly greet: (hello: OperatorHello) => void; readonly ended: () => Promise<void> } {
  const followed = new Map<string, Promise<void>>();
  const follow = (one: ReportedKind, namespace: string | undefined, isMain: boolean) => {
    const id = [one.group, one.version, one.plural, namespace ?? ""].join("/");
    if (followed.has(id) || signal.aborted) return;
    followed.set(id, followKind(one, { namespace, isMain, model, source, clock, signal }));
  };
  return {
    greet({ controllers, namespaces }) {
      const everywhere = namespaces.length === 0 ? [undefined] : namespaces;
      const main = controllers.map((controller) => controller.kind);
      const children = controllers.flatMap(({ owns }) => owns);
      const implied = children.flatMap(({ kind: name }) => below[name] ?? []);
      for (const [kinds, isMain] of [
        [main, true],
        [[...children, ...implied, events], false],
      ] as const)
        for (const one of kinds)
          for (const namespace of one.scope === "Cluster" ? [undefined] : everywhere)
            follow(one, namespace, isMain);
    },
    ended: async () => void (await Promise.all(followed.values())),
  };
}

async function followKind(
  one: ReportedKind,
  options: {
    namespace: string | undefined;
    /** Also shown where nothing owns it. */
    isMain: boolean;
    model: ViewModel;
    source: ObjectSource;
    clock: Clock;
    signal: AbortSignal;
  },
): Promise<void> {
  const { namespace, isMain, model, source, clock, signal } = options;
  const about = `${one.plural}${one.group ? `.${one.group}` : ""}${namespace ? ` in ${namespace}` : ""}`;
  while (!signal.aborted) {
    try {
      model.restart(one, namespace);
      const watch = source.watch(one, { ...(namespace === undefined ? {} : { namespace }), signal });
      for await (const { type, object } of watch) {
        model.setProblem(about, undefined);
        const owned = (object.metadata?.ownerReferences ?? []).length > 0;
        if (!isMain && !owned && one.kind !== "Event") continue;
        if (type === "DELETED") {
          if (one.kind !== "Event") model.delete(object.metadata?.uid ?? "");
        } else model.put(object);
      }
    } catch (error) {
      if (!signal.aborted) model.setProblem(about, `${about} cannot be shown: ${messageOf(error)}`);
    }
    await sleep(retryMs, { clock, signal });
  }
}
