import { UserError } from "../../base/errors.ts";
import { sleep } from "../../base/lifetime.ts";
import type { ClusterObject, Kubectl } from "../../cluster/kubectl.ts";
import { parseYaml } from "../../kube/yaml.ts";
import type { Context } from "../context.ts";
import { type Deployment, describeRollout, isRolledOut } from "./rollout.ts";
import { deploymentTroubles, type Pod, podTroubles, type Trouble } from "./trouble.ts";

type Waiting = Pick<Context, "progress" | "print" | "note" | "signal" | "clock">;

interface Options {
  readonly timeoutSeconds: number;
  readonly context: Waiting;
}

const pollMs = 1_000;
/** How long a trouble that the cluster goes on trying to get over may stand: kubelet tries a pull, and a crashed container, again after 10 s. */
const seldomMs = 25_000;
const logLines = 10;

/**
 * Waits until every Deployment among the manifests has rolled out. Gives up before the time is over when that cannot come about (an image that
 * cannot be pulled, a container that crashes, Pods that admission refuses).
 *
 * @throws UserError DEPLOYMENT_NOT_READY with what its Pods, their events and their last log lines say
 */
export async function waitForDeployments(
  kubectl: Kubectl,
  options: Options & { manifests: string },
): Promise<void> {
  const { manifests, context } = options;
  const deployments = (parseYaml(manifests) as Deployment[]).filter(({ kind }) => kind === "Deployment");
  for (const deployment of deployments) {
    const { name } = deployment.metadata;
    await context.progress(`waiting for deployment ${name}`, () =>
      waitFor(deployment, { kubectl, ...options }),
    );
    context.print(`deployment ${name} is ready`);
  }
}

async function waitFor(wanted: Deployment, options: Options & { kubectl: Kubectl }): Promise<void> {
  const { kubectl, timeoutSeconds, context } = options;
  const { clock, signal } = context;
  const began = clock.now();
  const said = new Set<string>();
  let troubledSince: number | undefined;
  for (;;) {
    const { deployment, troubles } = await look(kubectl, wanted);
    if (deployment && isRolledOut(deployment)) return;
    const now = clock.now();
    troubledSince = troubles.some(({ passes }) => passes === "seldom") ? (troubledSince ?? now) : undefined;
    const inVain =
      troubles.some(({ passes }) => passes === "never") || now - (troubledSince ?? now) >= seldomMs;
    if (inVain || now - began >= timeoutSeconds * 1_000) {
      const state = deployment ? describeRollout(deployment) : "it does not exist";
      throw await notReady(kubectl, { wanted, seconds: Math.round((now - began) / 1_000), troubles, state });
    }
    for (const { text, passes } of troubles) {
      const same = text.replaceAll(/\d+m?\d*s\b/g, ""); // a back-off grows
      if (passes === "seldom" && !said.has(same)) context.note(text);
      said.add(same);
    }
    await sleep(pollMs, { clock, signal });
    signal.throwIfAborted();
  }
}

/** The Deployment as it is now, and what is wrong with the Pods of its newest template. */
async function look(
  kubectl: Kubectl,
  { metadata: { name, namespace = "default" }, spec }: Deployment,
): Promise<{ deployment: Deployment | undefined; troubles: Trouble[] }> {
  const selector = selectorOf(spec);
  const [[deployment], owned] = await Promise.all([
    kubectl.list("deployments.apps", { namespace, fields: `metadata.name=${name}` }) as Promise<Deployment[]>,
    kubectl.list("replicasets.apps,pods", { namespace, selector }),
  ]);
  const newest = newestSet(owned);
  const pods = (owned as Pod[]).filter(
    ({ kind, metadata }) =>
      kind === "Pod" &&
      metadata.deletionTimestamp === undefined &&
      (newest === undefined || (metadata.ownerReferences ?? []).some((owner) => owner.name === newest)),
  );
  return {
    deployment,
    troubles: [...(deployment ? deploymentTroubles(deployment) : []), ...pods.flatMap(podTroubles)],
  };
}

function selectorOf(spec: Deployment["spec"]): string {
  return Object.entries(spec.selector.matchLabels ?? {})
    .map((pair) => pair.join("="))
    .join(",");
}

const revision = "deployment.kubernetes.io/revision";

/** The ReplicaSet of the newest revision: Pods of older ones go anyway. */
function newestSet(owned: readonly ClusterObject[]): string | undefined {
  type Annotated = ClusterObject & { metadata: { annotations?: Record<string, string> } };
  const revisionOf = ({ metadata }: Annotated) => Number(metadata.annotations?.[revision] ?? 0);
  const sets = (owned as Annotated[]).filter(({ kind }) => kind === "ReplicaSet");
  return sets.sort((a, b) => revisionOf(b) - revisionOf(a))[0]?.metadata.name;
}

async function notReady(
  kubectl: Kubectl,
  options: { wanted: Deployment; seconds: number; troubles: readonly Trouble[]; state: string },
): Promise<UserError> {
  const { wanted, seconds, troubles, state } = options;
  const { name, namespace = "default" } = wanted.metadata;
  const reasons = await Promise.all(troubles.map((trouble) => tellAll(kubectl, { trouble, namespace })));
  const why = reasons.length > 0 ? [...new Set(reasons.flat())] : [state];
  return new UserError(
    "DEPLOYMENT_NOT_READY",
    `deployment "${name}" is not ready after ${seconds} s:\n${why.map((line) => `  ${line}`).join("\n")}`,
    {
      hint: `See \`kubectl --namespace ${namespace} describe pods\` and \`kubectl --namespace ${namespace} logs deployment/${name}\`.`,
    },
  );
}

/** A trouble with the newest warning of its Pod and the last lines of its container. */
async function tellAll(
  kubectl: Kubectl,
  { trouble, namespace }: { trouble: Trouble; namespace: string },
): Promise<string[]> {
  const { text, log, eventsOf } = trouble;
  const warnings = eventsOf ? await warningsOf(kubectl, { pod: eventsOf, namespace }) : [];
  const lines = log ? await kubectl.logs(log.pod, { namespace, lines: logLines, ...log }) : [];
  return [
    text,
    ...warnings.map((warning) => `  ${warning}`),
    ...(lines.length > 0 ? ["  its last lines:", ...lines.map((line) => `    ${line}`)] : []),
  ];
}

async function warningsOf(
  kubectl: Kubectl,
  { pod, namespace }: { pod: string; namespace: string },
): Promise<string[]> {
  type Event = ClusterObject & { reason?: string; message?: string; lastTimestamp?: string };
  const fields = `involvedObject.kind=Pod,involvedObject.name=${pod},type=Warning`;
  const events = (await kubectl.list("events", { namespace, fields })) as Event[];
  const newest = events.sort((a, b) => (b.lastTimestamp ?? "").localeCompare(a.lastTimestamp ?? ""))[0];
  return newest ? [[newest.reason, newest.message].filter(Boolean).join(": ")] : [];
}
