import { isJsonObject, type JsonObject } from "../../base/json.ts";
import { forbiddenField, invalidField } from "../admission/field-problem.ts";
import { valueAt, type ApiObject } from "../api-object.ts";
import type { LogLine } from "../registry/pod-logs.ts";
import { badRequest, invalid } from "../status-error.ts";

/** v1 PodLogOptions, as far as they matter to who reads. */
export interface LogOptions {
  readonly container: string;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines?: number;
  readonly limitBytes?: number;
  /** Milliseconds since 1970: nothing older. */
  readonly since?: number;
}

/** Options from a query; 422 where they contradict each other. Follows ValidatePodLogOptions of k8s.io/kubernetes/pkg/apis/core/validation. */
export function logOptions(query: URLSearchParams, about: { name: string; now: number }): LogOptions {
  const { name, now } = about;
  const number = (key: string) => integer(query.get(key));
  const [tailLines, limitBytes, sinceSeconds] = ["tailLines", "limitBytes", "sinceSeconds"].map(number);
  const sinceTime = query.get("sinceTime") || undefined;
  const errors = [
    ...(tailLines !== undefined && tailLines < 0
      ? [invalidField("tailLines", tailLines, "must be greater than or equal to 0")]
      : []),
    ...(limitBytes !== undefined && limitBytes < 1
      ? [invalidField("limitBytes", limitBytes, "must be greater than 0")]
      : []),
    ...sinceProblems(sinceSeconds, sinceTime),
    // to ask for one stream of output is a feature that is off
    ...(query.get("stream") ? [forbiddenField("stream", "may not be specified")] : []),
  ];
  if (errors.length) throw invalid({ group: "", resource: "PodLogOptions" }, { name, errors });
  const since = sinceSeconds === undefined ? sinceTime && Date.parse(sinceTime) : now - sinceSeconds * 1000;
  return {
    container: query.get("container") ?? "",
    follow: isSet(query, "follow"),
    previous: isSet(query, "previous"),
    timestamps: isSet(query, "timestamps"),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(typeof since === "number" && !Number.isNaN(since) ? { since } : {}),
  };
}

/** The container whose log it is; 400 where there are several to choose from, or none of the name. */
export function loggedContainer(pod: ApiObject, asked: string): string {
  const { name = "" } = pod.metadata;
  const containers = namesOf(pod, "containers");
  const all = [...namesOf(pod, "initContainers"), ...containers, ...namesOf(pod, "ephemeralContainers")];
  if (asked && !all.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${name}`);
  if (asked) return asked;
  const [only, ...others] = containers;
  if (only !== undefined && others.length === 0) return only;
  const choice = only === undefined ? "" : `, choose one of: [${all.join(" ")}]`;
  throw badRequest(`a container name must be specified for pod ${name}${choice}`);
}

/** 400 for a container that has not written yet. Follows validateContainerLogStatus of k8s.io/kubernetes/pkg/kubelet. */
export function checkStarted(pod: ApiObject, options: { container: string; previous: boolean }): void {
  const { container, previous } = options;
  const about = `container ${JSON.stringify(container)} in pod ${JSON.stringify(pod.metadata.name)}`;
  const status = statusOf(pod, container);
  if (!status) throw badRequest(`${about} is not available`);
  const { waiting, running, terminated } = isJsonObject(status.state) ? status.state : {};
  const last = isJsonObject(status.lastState) ? status.lastState.terminated : undefined;
  if (previous) {
    if (!last) throw badRequest(`previous terminated ${about} not found`);
    return;
  }
  if (running || terminated || last) return;
  if (!isJsonObject(waiting)) throw badRequest(`${about} is waiting to start - no logs yet`);
  const { reason = "" } = waiting;
  const why =
    reason === "ErrImagePull"
      ? "image can't be pulled"
      : reason === "ImagePullBackOff"
        ? "trying and failing to pull image"
        : String(reason);
  throw badRequest(`${about} is waiting to start: ${why}`);
}

/** The lines that are wanted, each with its end, as one text. */
export function logText(lines: readonly LogLine[], options: LogOptions): string {
  const { since, tailLines, limitBytes } = options;
  const recent = since === undefined ? lines : lines.filter(({ time }) => time >= since);
  const tail = tailLines === undefined ? recent : tailLines === 0 ? [] : recent.slice(-tailLines);
  const text = tail.map((line) => lineText(line, options)).join("");
  return limitBytes === undefined ? text : Buffer.from(text).subarray(0, limitBytes).toString("utf8");
}

export function lineText({ time, text }: LogLine, { timestamps }: LogOptions): string {
  return timestamps ? `${new Date(time).toISOString().replace("Z", "000000Z")} ${text}\n` : `${text}\n`;
}

function sinceProblems(seconds: number | undefined, time: string | undefined) {
  if (seconds !== undefined && time !== undefined)
    return [forbiddenField("[]", "at most one of `sinceTime` or `sinceSeconds` may be specified")];
  return seconds !== undefined && seconds < 1
    ? [invalidField("sinceSeconds", seconds, "must be greater than 0")]
    : [];
}

function namesOf(pod: ApiObject, field: string): string[] {
  const containers = valueAt(pod, ["spec", field]);
  return (Array.isArray(containers) ? containers.filter(isJsonObject) : []).map(({ name }) => String(name));
}

function statusOf(pod: ApiObject, container: string): JsonObject | undefined {
  const statuses = ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"].flatMap(
    (field) => {
      const list = valueAt(pod, ["status", field]);
      return Array.isArray(list) ? list.filter(isJsonObject) : [];
    },
  );
  return statuses.find(({ name }) => name === container);
}

function isSet(query: URLSearchParams, key: string): boolean {
  const value = query.get(key);
  return value !== null && value !== "0" && value.toLowerCase() !== "false";
}

function integer(text: string | null): number | undefined {
  if (text === null || text === "") return undefined;
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
}
