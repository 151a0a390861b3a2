import { invalidField } from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";

/* Follows k8s.io/pod-security-admission/api/helpers.go. */

const levels = ["privileged", "baseline", "restricted"] as const;

/** How strict a policy is. */
export type Level = (typeof levels)[number];

/** A level as it is in a version of Kubernetes: the number after `1.`; Infinity is the latest. */
export interface LevelVersion {
  readonly level: Level;
  readonly minor: number;
}

/** What a namespace asks for. */
export interface PodSecurityPolicy {
  readonly enforce: LevelVersion;
  readonly warn: LevelVersion;
  /** What is wrong with the labels; the strictest is taken for what enforces, nothing for what warns. */
  readonly problems: readonly InvalidField[];
}

const prefix = "pod-security.kubernetes.io/";
const anything: LevelVersion = { level: "privileged", minor: Infinity };
const nothingAsked: PodSecurityPolicy = { enforce: anything, warn: anything, problems: [] };

/** The policy that a namespace's labels ask for. */
export function podSecurityPolicy(labels: Readonly<Record<string, string>> = {}): PodSecurityPolicy {
  if (!Object.keys(labels).some((key) => key.startsWith(prefix))) return nothingAsked;
  const problems: InvalidField[] = [];
  const read = (mode: string, failing: Level) => readMode(labels, { mode, failing, problems });
  const enforce = read("enforce", "restricted");
  read("audit", "privileged");
  const warn = read("warn", "privileged");
  return { enforce: versioned(enforce), warn: warnLevel(enforce, warn), problems };
}

/** As messages have it: `baseline:v1.30`. */
export function levelText({ level, minor }: LevelVersion): string {
  return `${level}:${minor === Infinity ? "latest" : `v1.${minor}`}`;
}

/** Whether a level is stricter than another. */
export function isStricter(a: Level, b: Level): boolean {
  return levels.indexOf(a) > levels.indexOf(b);
}

interface Mode {
  readonly level: Level | undefined;
  readonly minor: number | undefined;
  /** Whether the label of the level is right. */
  readonly valid: boolean;
}

function readMode(
  labels: Readonly<Record<string, string>>,
  options: { mode: string; failing: Level; problems: InvalidField[] },
): Mode {
  const { mode, failing, problems } = options;
  const [level, version] = [labels[`${prefix}${mode}`], labels[`${prefix}${mode}-version`]];
  const known = levels.find((name) => name === level);
  const minor = version === undefined ? undefined : minorOf(version);
  const refuse = (key: string, value: string, detail: string) =>
    problems.push(invalidField(`metadata.labels[${prefix}${key}]`, value, detail));
  if (level !== undefined && !known) refuse(mode, level, `must be one of ${levels.join(", ")}`);
  if (version !== undefined && minor === undefined)
    refuse(`${mode}-version`, version, 'must be "latest" or "v1.x"');
  return {
    level: level === undefined ? undefined : (known ?? failing),
    minor: version === undefined ? undefined : (minor ?? Infinity),
    valid: known !== undefined,
  };
}

function minorOf(version: string): number | undefined {
  if (version === "latest") return Infinity;
  const match = /^v1\.([0-9]|[1-9][0-9]*)$/.exec(version);
  return match ? Number(match[1]) : undefined;
}

function versioned({ level = "privileged", minor = Infinity }: Mode): LevelVersion {
  return { level, minor };
}

/** Who enforces a level is warned of it, too, unless another is asked for. */
function warnLevel(enforce: Mode, warn: Mode): LevelVersion {
  if (warn.level !== undefined || !enforce.valid || enforce.level === "privileged") return versioned(warn);
  return versioned({ ...warn, level: enforce.level, minor: warn.minor ?? enforce.minor });
}
