import { parseDuration } from "../../../base/duration.ts";
import type { ApiObject } from "../../api-object.ts";

/** What happens to one Pod. Times are milliseconds; what is left out happens as usual. */
export interface PodPlan {
  /** No node is found for it; this is the scheduler's message. */
  readonly unschedulable?: string;
  /** From binding until its containers run. */
  readonly startDelay?: number;
  /** From a container's start until it is ready. */
  readonly readyDelay?: number;
  /** From a container's start until it ends. */
  readonly runTime?: number;
  /** With what its containers end; containers that usually run for ever end when this is set. */
  readonly exitCode?: number;
  /** What its containers leave as their termination message. */
  readonly terminationMessage?: string;
  /** How many times its containers end with an error before they stay up (or succeed); true: for ever. */
  readonly crashes?: number | true;
  /** Its images cannot be pulled, for this reason. */
  readonly imagePullError?: string;
  /** From its deletion until it is gone. */
  readonly stopDelay?: number;
}

/** What the annotations of a Pod that decide what happens to it begin with. */
export const annotationPrefix = "sandbox.kubewright.dev/";

type Reader = (text: string) => PodPlan | undefined;

const duration =
  (key: "startDelay" | "readyDelay" | "runTime" | "stopDelay"): Reader =>
  (text) => {
    const value = parseDuration(text);
    return value === undefined || value < 0 ? undefined : { [key]: value };
  };
const whole = (text: string) => (/^\d{1,6}$/.test(text) ? Number(text) : undefined);

/** What each annotation says; undefined when its value makes no sense. */
const readers: Readonly<Record<string, Reader>> = {
  unschedulable: (text) => ({
    unschedulable: text === "true" || !text ? "0/1 nodes are available: 1 Insufficient cpu." : text,
  }),
  "start-delay": duration("startDelay"),
  "ready-delay": duration("readyDelay"),
  "run-time": duration("runTime"),
  "stop-delay": duration("stopDelay"),
  "exit-code": (text) => {
    const exitCode = whole(text);
    return exitCode === undefined || exitCode > 255 ? undefined : { exitCode };
  },
  "termination-message": (text) => ({ terminationMessage: text }),
  "crash-loop": (text) => {
    if (text === "true") return { crashes: true };
    const crashes = whole(text);
    return crashes === undefined ? undefined : { crashes };
  },
  "image-pull-error": (text) => ({ imagePullError: text === "true" || !text ? "not found" : text }),
};

/** The plan in a Pod's annotations, and what is wrong with them. */
export function planOf(pod: ApiObject): { plan: PodPlan; problems: string[] } {
  let plan: PodPlan = {};
  const problems: string[] = [];
  for (const [name, text] of Object.entries(pod.metadata.annotations ?? {})) {
    if (!name.startsWith(annotationPrefix)) continue;
    const reader = readers[name.slice(annotationPrefix.length)];
    const read = reader?.(text);
    if (read) plan = { ...plan, ...read };
    else if (reader)
      problems.push(`the annotation ${name} has the value ${JSON.stringify(text)}, which it cannot have`);
    else problems.push(`the annotation ${name} is not one of ${Object.keys(readers).join(", ")}`);
  }
  return { plan, problems };
}
