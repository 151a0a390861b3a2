import { hasCode, UserError } from "../../base/errors.ts";
import type { Kubectl } from "../../cluster/kubectl.ts";
import type { Project } from "../../project/project.ts";
import { isAllowedContext } from "../allow-context.ts";
import type { Context } from "../context.ts";
import type { Finding } from "./finding.ts";

/** Rules of CRDs in CEL are on by default from here on (feature gate CustomResourceValidationExpressions). */
const oldestServer = 25;

/** The cluster of the current context: which it is, whether it answers, and what does not fit. */
export async function inspectCluster(
  { drivers }: Pick<Context, "drivers">,
  project: Project | undefined,
): Promise<Finding[]> {
  const kubectl = await drivers.kubectl();
  let name: string | undefined;
  try {
    name = await kubectl.context();
  } catch (error) {
    // what is wrong with kubectl is told of there
    if (hasCode(error, "COMMAND_NOT_FOUND") || hasCode(error, "KUBECTL_TOO_OLD")) return [];
    if (error instanceof UserError) return [unreadable(error)];
    throw error;
  }
  if (name === undefined)
    return [
      {
        about: "cluster",
        name: "context",
        state: "absent",
        found: "the kubeconfig names no current one: nothing but the sandbox can be used",
        remedy: "kubectl config use-context NAME",
      },
    ];
  return [contextFinding(name, project), await inspectServer(kubectl, name)];
}

function unreadable(error: UserError): Finding {
  return {
    about: "cluster",
    name: "kubeconfig",
    state: "problem",
    found: lastLine(error),
    remedy: "kubectl config view",
  };
}

function contextFinding(name: string, project: Project | undefined): Finding {
  const allowed = isAllowedContext(name, project?.allowedContexts ?? []);
  const found = allowed ? name : `${name}: run asks before it is used, or wants --yes`;
  return { about: "cluster", name: "context", state: "ok", found };
}

async function inspectServer(kubectl: Kubectl, context: string): Promise<Finding> {
  const finding = { about: "cluster", name: "server" } as const;
  let versions: { client: string; server: string };
  try {
    versions = { client: await kubectl.clientVersion(), server: await kubectl.serverVersion() };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      ...finding,
      state: "problem",
      found: `does not answer: ${lastLine(error)}`,
      remedy: `start the cluster of context "${context}", or take another: kubectl config use-context NAME`,
    };
  }
  const [client, server] = [minorOf(versions.client), minorOf(versions.server)];
  if (server < oldestServer)
    return {
      ...finding,
      state: "warning",
      found: `Kubernetes ${versions.server}: before 1.${oldestServer}, rules in CEL are not enforced`,
    };
  if (Math.abs(client - server) > 1)
    return {
      ...finding,
      state: "warning",
      found: `Kubernetes ${versions.server}, but kubectl ${versions.client}: more than one minor version apart is not supported`,
      remedy: "https://kubernetes.io/docs/tasks/tools",
    };
  return { ...finding, state: "ok", found: `Kubernetes ${versions.server}` };
}

function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}

function lastLine(error: UserError): string {
  return error.message.trimEnd().split("\n").at(-1) ?? error.message;
}
