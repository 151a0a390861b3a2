import { UserError } from "../base/errors.ts";
import type { ClusterObject, Kubectl } from "../cluster/kubectl.ts";
import { parseYaml } from "../kube/yaml.ts";
import type { Context } from "./context.ts";

interface Deployment extends ClusterObject {
  readonly spec: { readonly selector: { readonly matchLabels?: Readonly<Record<string, string>> } };
}

interface Pod extends ClusterObject {
  readonly status?: {
    readonly conditions?: readonly { type: string; status: string; reason?: string; message?: string }[];
    readonly containerStatuses?: readonly {
      name: string;
      state?: { waiting?: Why; terminated?: Why & { exitCode?: number } };
      lastState?: { terminated?: Why & { exitCode?: number } };
    }[];
  };
}

interface Why {
  readonly reason?: string;
  readonly message?: string;
}

/**
 * Waits for the Deployments among the manifests.
 *
 * @throws UserError DEPLOYMENT_NOT_READY with what its Pods say
 */
export async function waitForDeployments(
  kubectl: Kubectl,
  options: {
    manifests: string;
    timeoutSeconds: number;
    context: Pick<Context, "progress" | "print" | "signal">;
  },
): Promise<void> {
  const { manifests, timeoutSeconds, context } = options;
  const deployments = (parseYaml(manifests) as Deployment[]).filter(({ kind }) => kind === "Deployment");
  for (const { metadata, spec } of deployments) {
    const { name, namespace = "default" } = metadata;
    try {
      await context.progress(`waiting for deployment ${name}`, () =>
        kubectl.rollout(name, { namespace, timeoutSeconds }),
      );
    } catch (error) {
      if (context.signal.aborted || !(error instanceof UserError)) throw error;
      const selector = Object.entries(spec.selector.matchLabels ?? {}).map((pair) => pair.join("="));
      const pods = (await kubectl.list("pods", { namespace, selector: selector.join(",") })) as Pod[];
      throw notReady(error, { name, namespace, seconds: timeoutSeconds, pods });
    }
    context.print(`deployment ${name} is ready`);
  }
}

function notReady(
  cause: UserError,
  options: { name: string; namespace: string; seconds: number; pods: readonly Pod[] },
): UserError {
  const { name, namespace, seconds, pods } = options;
  const reasons = pods.flatMap(reasonsOf);
  const why =
    reasons.length > 0 ? reasons.join("\n  ") : pods.length === 0 ? "no Pod was made" : cause.message;
  return new UserError(
    "DEPLOYMENT_NOT_READY",
    `deployment "${name}" is not ready after ${seconds} s:\n  ${why}`,
    {
      hint: `See \`kubectl --namespace ${namespace} describe pods\` and \`kubectl --namespace ${namespace} logs deployment/${name}\`.`,
      cause,
    },
  );
}

function reasonsOf({ metadata, status }: Pod): string[] {
  const say = (what: string, { reason, message }: Why) =>
    `pod ${metadata.name}: ${[what, reason, message].filter(Boolean).join(": ")}`;
  const unscheduled = (status?.conditions ?? []).filter(
    ({ type, status: value }) => type === "PodScheduled" && value === "False",
  );
  const containers = (status?.containerStatuses ?? []).flatMap(({ name, state, lastState }) => {
    const last = lastState?.terminated;
    const ended = last ? [say(`container ${name} ended with exit code ${last.exitCode ?? "?"}`, last)] : [];
    const waiting = state?.waiting ?? state?.terminated;
    return waiting ? [say(`container ${name} waits`, waiting), ...ended] : ended;
  });
  return [...unscheduled.map((condition) => say("not scheduled", condition)), ...containers];
}
