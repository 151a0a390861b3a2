import type { JsonObject } from "../../../../base/json.ts";
import type { PodSpec } from "../../../../k8s/core/v1.ts";
import { goErrors } from "../../../admission/go-text.ts";
import { sortedByKey } from "../../../admission/label-problem.ts";
import type { ApiObject } from "../../../api-object.ts";
import { forbidden } from "../../../status-error.ts";
import type { AdmitOptions } from "../../served-resource.ts";
import { ensureObject, objectAt, objectsAt } from "../defaulting.ts";
import { aggregateResources } from "../pod/aggregate-resources.ts";
import { isPodResource } from "../pod/validate-resources.ts";
import { textAt } from "../read.ts";
import { inUnits, sixDecimals } from "./compare-amounts.ts";

/* The admission plugin LimitRanger. Follows k8s.io/kubernetes/plugin/pkg/admission/limitranger/admission.go. */

const annotation = "kubernetes.io/limit-ranger";

/** Gives containers the requests and limits that their namespace has for those without. */
export function applyLimits(pod: ApiObject, options: AdmitOptions): void {
  if (options.old?.metadata.deletionTimestamp) return;
  for (const range of rangesOf(pod, options)) applyRange(pod, limitsOf(range, "Container"));
}

function rangesOf({ metadata }: ApiObject, { list }: AdmitOptions): ApiObject[] {
  return list("limitranges").filter((range) => range.metadata.namespace === metadata.namespace);
}

function limitsOf(range: ApiObject, type: string): JsonObject[] {
  return objectsAt(objectAt(range, "spec"), "limits").filter((limit) => limit.type === type);
}

function applyRange(pod: ApiObject, limits: readonly JsonObject[]): void {
  const defaults = {
    requests: merged(limits, "defaultRequest"),
    limits: merged(limits, "default"),
  };
  const spec = ensureObject(pod, "spec");
  const told = (["containers", "initContainers"] as const).flatMap((key) =>
    objectsAt(spec, key).flatMap((container) =>
      applyTo(container, { defaults, what: key === "containers" ? "container" : "init container" }),
    ),
  );
  if (told.length)
    pod.metadata.annotations = {
      ...pod.metadata.annotations,
      [annotation]: `LimitRanger plugin set: ${told.join("; ")}`,
    };
}

function merged(limits: readonly JsonObject[], key: string): JsonObject {
  return Object.assign({}, ...limits.map((limit) => objectAt(limit, key) ?? {})) as JsonObject;
}

function applyTo(
  container: JsonObject,
  { defaults, what }: { defaults: Readonly<Record<"requests" | "limits", JsonObject>>; what: string },
): string[] {
  return (["requests", "limits"] as const).flatMap((key) => {
    const resources = ensureObject(container, "resources");
    const own = objectAt(resources, key) ?? {};
    const missing = Object.keys(defaults[key]).filter((name) => own[name] === undefined);
    if (missing.length === 0) return [];
    const added = Object.fromEntries(missing.map((name) => [name, defaults[key][name]]));
    resources[key] = sortedByKey({ ...own, ...added });
    const names = missing.sort().join(", ");
    return [`${names} ${key === "requests" ? "request" : "limit"} for ${what} ${textAt(container, "name")}`];
  });
}

/** Refuses a Pod whose containers, or all of them together, are beyond what its namespace allows. */
export function reviewPodLimits(pod: ApiObject, options: AdmitOptions): void {
  const spec = objectAt(pod, "spec") ?? {};
  const check = (limit: JsonObject): string[] => {
    if (limit.type === "Pod") return problemsOf(limit, totalOf(spec));
    if (limit.type !== "Container") return [];
    const containers = [...objectsAt(spec, "containers"), ...objectsAt(spec, "initContainers")];
    return containers.flatMap((container) => problemsOf(limit, amountsOf(container)));
  };
  review(pod, { options, resource: "pods", check });
}

/** Refuses a claim for more, or less, than its namespace allows. */
export function reviewClaimLimits(claim: ApiObject, options: AdmitOptions): void {
  const { requests } = amountsOf(objectAt(claim, "spec") ?? {});
  const check = (limit: JsonObject): string[] => {
    if (limit.type !== "PersistentVolumeClaim") return [];
    const type = limit.type;
    return [
      ...each(limit, "min").flatMap(([name, enforced]) =>
        tooLittle({ type, name, enforced, request: requests[name], limit: undefined }),
      ),
      ...each(limit, "max").flatMap(([name, enforced]) =>
        requestTooMuch({ type, name, enforced, request: requests[name] }),
      ),
    ];
  };
  review(claim, { options, resource: "persistentvolumeclaims", check });
}

function review(
  object: ApiObject,
  how: { options: AdmitOptions; resource: string; check: (limit: JsonObject) => string[] },
): void {
  const { options, resource, check } = how;
  if (options.old?.metadata.deletionTimestamp) return;
  for (const range of rangesOf(object, options)) {
    const problems = objectsAt(objectAt(range, "spec"), "limits").flatMap(check);
    if (problems.length === 0) continue;
    const { name, generateName } = object.metadata;
    throw forbidden(
      { group: "", resource },
      { name: name ?? generateName ?? "", message: goErrors(problems) },
    );
  }
}

interface Amounts {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

function amountsOf(owner: JsonObject): Amounts {
  const resources = objectAt(owner, "resources");
  return { requests: texts(objectAt(resources, "requests")), limits: texts(objectAt(resources, "limits")) };
}

function texts(amounts: JsonObject = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, String(amount)]));
}

/** What the Pod itself says of processor, memory and pages counts more than its containers. */
function totalOf(spec: JsonObject): Amounts {
  const own = amountsOf(spec);
  const supported = (amounts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(amounts).filter(([name]) => isPodResource(name)));
  const pod = spec as unknown as PodSpec;
  return {
    requests: { ...aggregateResources(pod, "requests"), ...supported(own.requests) },
    limits: { ...aggregateResources(pod, "limits"), ...supported(own.limits) },
  };
}

function problemsOf(limit: JsonObject, { requests, limits }: Amounts): string[] {
  const type = textAt(limit, "type");
  const about = ([name, enforced]: [string, string]) => ({
    type,
    name,
    enforced,
    request: requests[name],
    limit: limits[name],
  });
  return [
    ...each(limit, "min").map(about).flatMap(tooLittle),
    ...each(limit, "max").map(about).flatMap(tooMuch),
    ...each(limit, "maxLimitRequestRatio").map(about).flatMap(tooFar),
  ];
}

function each(limit: JsonObject, key: string): [string, string][] {
  return Object.entries(sortedByKey(texts(objectAt(limit, key))));
}

interface Bound {
  readonly type: string;
  readonly name: string;
  readonly enforced: string;
  readonly request: string | undefined;
  readonly limit?: string | undefined;
}

/** In one unit, what is not there being nothing. */
function valuesOf({ enforced, request = "0", limit = "0" }: Bound): [number, number, number] {
  const [asked = 0, most = 0, bound = 0] = inUnits([request, limit, enforced]).values;
  return [asked, most, bound];
}

function tooLittle(about: Bound): string[] {
  const { type, name, enforced, request, limit } = about;
  const [asked, most, bound] = valuesOf(about);
  const head = `minimum ${name} usage per ${type} is ${enforced}`;
  if (request === undefined) return [`${head}.  No request is specified`];
  if (asked < bound) return [`${head}, but request is ${request}`];
  return limit !== undefined && most < bound ? [`${head}, but limit is ${limit}`] : [];
}

function requestTooMuch(about: Bound): string[] {
  const { type, name, enforced, request } = about;
  const [asked, , bound] = valuesOf(about);
  const head = `maximum ${name} usage per ${type} is ${enforced}`;
  if (request === undefined) return [`${head}.  No request is specified`];
  return asked > bound ? [`${head}, but request is ${request}`] : [];
}

function tooMuch(about: Bound): string[] {
  const { type, name, enforced, request, limit } = about;
  const [asked, most, bound] = valuesOf(about);
  const head = `maximum ${name} usage per ${type} is ${enforced}`;
  if (limit === undefined) return [`${head}.  No limit is specified`];
  if (most > bound) return [`${head}, but limit is ${limit}`];
  return request !== undefined && asked > bound ? [`${head}, but request is ${request}`] : [];
}

function tooFar(about: Bound): string[] {
  const { type, name, enforced, request, limit } = about;
  const [asked, most] = valuesOf(about);
  const head = `${name} max limit to request ratio per ${type} is ${enforced}, but`;
  if (request === undefined || asked === 0) return [`${head} no request is specified or request is 0`];
  if (limit === undefined || most === 0) return [`${head} no limit is specified or limit is 0`];
  const ratio = most / asked;
  const { values, milli } = inUnits([enforced]);
  const [bound = 0] = values;
  return ratio * (milli ? 1000 : 1) > bound ? [`${head} provided ratio is ${sixDecimals(ratio)}`] : [];
}
