import { equalJson } from "../../../../base/json.ts";
import type {
  Container,
  NodeSelectorTerm,
  PodAffinityTerm,
  PodSpec,
  PodTemplateSpec,
} from "../../../../k8s/core/v1.ts";
import { goQuote } from "../../../../base/go-quote.ts";
import { addressWarnings } from "../../../admission/legacy-address.ts";
import { dnsLabel, labelValueProblems } from "../../../admission/name-format.ts";
import { deprecatedLabel } from "../deprecated-label.ts";
import { appArmorFromAnnotation } from "./app-armor-annotation.ts";
import { containersWithPath } from "./containers-with-path.ts";
import { fractionWarnings } from "./fraction-warnings.ts";
import { portWarnings } from "./port-warnings.ts";
import { appArmorPrefix, seccompContainerPrefix, seccompPodAnnotation } from "./validate-annotations.ts";
import { volumeWarnings } from "./volume-warnings.ts";

/**
 * What clients are told of a Pod, or of a template at a path, though it is accepted. Follows warningsForPodSpecAndMeta of
 * k8s.io/kubernetes/pkg/api/pod/warnings.go.
 */
export function podWarnings(template: PodTemplateSpec, at = ""): string[] {
  const { spec, metadata = {} } = template;
  if (!spec) return [];
  const prefix = at ? `${at}.` : "";
  const { annotations = {} } = metadata;
  const place = { spec, annotations, prefix };
  return [
    ...nodeWarnings(place),
    ...spreadWarnings(place),
    ...annotationWarnings(place),
    ...volumeWarnings(spec, `${prefix}spec.volumes`),
    ...listWarnings(place),
    ...overheadWarnings(place),
    ...(annotations[seccompPodAnnotation] !== undefined && !spec.securityContext?.seccompProfile
      ? [`${prefix}metadata.annotations[${seccompPodAnnotation}]: ${seccompGone}`]
      : []),
    ...containersWithPath(spec, `${prefix}spec`).flatMap(({ container, path }) =>
      containerWarnings(container, { ...place, path }),
    ),
    ...portWarnings(spec, `${prefix}spec`),
    ...((spec.terminationGracePeriodSeconds ?? 0) < 0
      ? [
          `${prefix}spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
        ]
      : []),
    ...affinityWarnings(place),
    ...(spec.dnsConfig?.nameservers ?? []).flatMap((server, index) =>
      addressWarnings(server, `${prefix}spec.dnsConfig.nameservers[${index}]`),
    ),
    ...(spec.hostAliases ?? []).flatMap(({ ip }, index) =>
      addressWarnings(ip, `${prefix}spec.hostAliases[${index}].ip`),
    ),
  ];
}

/** Names that Pods are called after. `what`: "the Pod's hostname" or "Pod names and hostnames". */
export function nameWarnings(name: string | undefined, what: string): string[] {
  const problems = dnsLabel(name ?? "");
  if (problems.length === 0) return [];
  return [
    `metadata.name: this is used in ${what}, which can result in surprising behavior; a DNS label is recommended: [${problems.join(" ")}]`,
  ];
}

interface Place {
  readonly spec: PodSpec;
  readonly annotations: Readonly<Record<string, string>>;
  readonly prefix: string;
}

const seccompGone = 'non-functional in v1.27+; use the "seccompProfile" field instead';

function nodeWarnings({ spec, prefix }: Place): string[] {
  const affinity = spec.affinity?.nodeAffinity;
  const terms = affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const preferred = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const at = `${prefix}spec.affinity.nodeAffinity`;
  return [
    ...Object.keys(spec.nodeSelector ?? {})
      .filter((key) => deprecatedLabel(key) !== undefined)
      .map((key) => `${prefix}spec.nodeSelector[${key}]: ${deprecatedLabel(key)}`),
    ...terms.flatMap((term, index) =>
      termWarnings(term, {
        at: `${at}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${index}]`,
        values: false,
      }),
    ),
    ...preferred.flatMap(({ preference }, index) =>
      termWarnings(preference, {
        at: `${at}.preferredDuringSchedulingIgnoredDuringExecution[${index}].preference`,
        values: true,
      }),
    ),
  ];
}

function termWarnings(term: NodeSelectorTerm, { at, values }: { at: string; values: boolean }): string[] {
  return (term.matchExpressions ?? []).flatMap((expression, index) => {
    const { key } = expression;
    const path = `${at}.matchExpressions[${index}]`;
    const checked = values ? (expression.values ?? []) : [];
    return [
      ...(deprecatedLabel(key) ? [`${path}.key: ${key} is ${deprecatedLabel(key)}`] : []),
      ...checked.flatMap((value, place) =>
        labelValueProblems(value).map(
          (problem) => `${path}.values[${place}]: ${value} is invalid, ${problem}`,
        ),
      ),
    ];
  });
}

const noSelector = "a null labelSelector results in matching no pod";

function spreadWarnings({ spec, prefix }: Place): string[] {
  return (spec.topologySpreadConstraints ?? []).flatMap(({ topologyKey, labelSelector }, index) => {
    const path = `${prefix}spec.topologySpreadConstraints[${index}]`;
    return [
      ...(deprecatedLabel(topologyKey)
        ? [`${path}.topologyKey: ${topologyKey} is ${deprecatedLabel(topologyKey)}`]
        : []),
      ...(labelSelector ? [] : [`${path}.labelSelector: ${noSelector}`]),
    ];
  });
}

const deprecatedAnnotations: Readonly<Record<string, string>> = {
  "scheduler.alpha.kubernetes.io/critical-pod":
    'non-functional in v1.16+; use the "priorityClassName" field instead',
  "security.alpha.kubernetes.io/sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
  "security.alpha.kubernetes.io/unsafe-sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
};

function annotationWarnings({ annotations, prefix }: Place): string[] {
  return Object.entries(deprecatedAnnotations)
    .filter(([key]) => annotations[key] !== undefined)
    .map(([key, message]) => `${prefix}metadata.annotations[${key}]: ${message}`);
}

function listWarnings({ spec, prefix }: Place): string[] {
  const addresses = (spec.hostAliases ?? []).map(({ ip }) => ip);
  const secrets = (spec.imagePullSecrets ?? []).map(({ name = "" }) => name);
  const doubled = (list: readonly string[], text: (index: number) => string) =>
    list.flatMap((item, index) => (list.indexOf(item) < index ? [`${text(index)} ${goQuote(item)}`] : []));
  return [
    ...doubled(addresses, (index) => `${prefix}spec.hostAliases[${index}].ip: duplicate ip`),
    ...doubled(secrets, (index) => `${prefix}spec.imagePullSecrets[${index}].name: duplicate name`),
    ...secrets.flatMap((name, index) =>
      name ? [] : [`${prefix}spec.imagePullSecrets[${index}].name: invalid empty name ""`],
    ),
  ];
}

const bytes = ["memory", "ephemeral-storage"];

function overheadWarnings({ spec, prefix }: Place): string[] {
  return bytes.flatMap((name) => fractionWarnings(spec.overhead?.[name], `${prefix}spec.overhead[${name}]`));
}

function containerWarnings(container: Container, place: Place & { path: string }): string[] {
  const { annotations, prefix, path, spec } = place;
  const seccompKey = `${seccompContainerPrefix}${container.name}`;
  const armorKey = `${appArmorPrefix}${container.name}`;
  const { limits = {}, requests = {} } = container.resources ?? {};
  const armor = annotations[armorKey];
  const differs =
    armor !== undefined && !equalJson(spec.securityContext?.appArmorProfile, appArmorFromAnnotation(armor));
  const podHasNone = spec.securityContext?.appArmorProfile === undefined;
  return [
    ...(annotations[seccompKey] !== undefined && !container.securityContext?.seccompProfile
      ? [`${prefix}metadata.annotations[${seccompKey}]: ${seccompGone}`]
      : []),
    ...(prefix &&
    armor !== undefined &&
    !container.securityContext?.appArmorProfile &&
    (podHasNone || differs)
      ? [
          `${prefix}metadata.annotations[${armorKey}]: deprecated since v1.30; use the "appArmorProfile" field instead`,
        ]
      : []),
    ...bytes.flatMap((name) => [
      ...fractionWarnings(limits[name], `${path}.resources.limits[${name}]`),
      ...fractionWarnings(requests[name], `${path}.resources.requests[${name}]`),
    ]),
    ...environmentWarnings(container, path),
  ];
}

function environmentWarnings({ env = [] }: Container, path: string): string[] {
  return env.flatMap(({ name, value = "", valueFrom }, index) => {
    const reference = `$(${name})`;
    const first = env.findIndex((other) => other.name === name);
    const builds = !valueFrom && value !== reference && value.includes(reference);
    if (first === index || builds) return [];
    return [
      `${path}.env[${index}]: hides previous definition of ${goQuote(name)}, which may be dropped when using apply`,
    ];
  });
}

function affinityWarnings({ spec, prefix }: Place): string[] {
  return (["podAffinity", "podAntiAffinity"] as const).flatMap((key) => {
    const affinity = spec.affinity?.[key];
    const at = `${prefix}spec.affinity.${key}`;
    const without = ({ labelSelector }: PodAffinityTerm, path: string) =>
      labelSelector ? [] : [`${path}.labelSelector: ${noSelector}`];
    return [
      ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).flatMap((term, index) =>
        without(term, `${at}.requiredDuringSchedulingIgnoredDuringExecution[${index}]`),
      ),
      ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).flatMap(
        ({ podAffinityTerm }, index) =>
          without(
            podAffinityTerm,
            `${at}.preferredDuringSchedulingIgnoredDuringExecution[${index}].podAffinityTerm`,
          ),
      ),
    ];
  });
}
