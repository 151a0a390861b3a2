import { UserError } from "../base/errors.ts";
import { isJsonObject } from "../base/json.ts";
import type { BehaviourSettings } from "../sandbox/behaviour/settings.ts";

/** How what stands beside the API server of a sandbox behaves; false: nothing does. */
export type Behaviours = boolean | Partial<BehaviourSettings>;

/** Each setting, and what it has to be. */
const expected: Readonly<
  Record<keyof BehaviourSettings, "milliseconds" | "a function" | "a list of stages">
> = {
  startDelay: "milliseconds",
  stopDelay: "milliseconds",
  runTime: "milliseconds",
  plan: "a function",
  stages: "a list of stages",
  random: "a function",
};

/**
 * The behaviours that a test asks for; true where it says nothing.
 *
 * @throws UserError TEST_BEHAVIOURS for what no sandbox can have, and for behaviours of a server that is none.
 */
export function readBehaviours(options: { behaviours?: unknown; kubeconfig?: string }): Behaviours {
  const { behaviours, kubeconfig } = options;
  if (behaviours === undefined) return true;
  if (kubeconfig !== undefined)
    throw wrong(
      "they are of the environment's own sandbox, and a kubeconfig is given",
      "leave one of both out",
    );
  if (typeof behaviours === "boolean") return behaviours;
  const hint = `allowed are true, false, or an object of ${Object.keys(expected).join(", ")}`;
  if (typeof behaviours !== "object" || behaviours === null || Array.isArray(behaviours))
    throw wrong(`found ${JSON.stringify(behaviours)}`, hint);
  for (const [name, value] of Object.entries(behaviours)) checkSetting(name, { value, hint });
  return behaviours;
}

function checkSetting(name: string, { value, hint }: { value: unknown; hint: string }): void {
  if (!Object.hasOwn(expected, name)) throw wrong(`there is no setting ${JSON.stringify(name)}`, hint);
  const kind = expected[name as keyof BehaviourSettings];
  const right =
    kind === "a list of stages"
      ? value === undefined || (Array.isArray(value) && value.every(isStage))
      : kind === "a function"
        ? value === undefined || typeof value === "function"
        : typeof value === "number" && Number.isFinite(value) && value >= 0;
  if (!right) throw wrong(`${name} is ${JSON.stringify(value) ?? String(value)}, expected ${kind}`, hint);
}

/** What `stage` and `readStages` return. */
function isStage(value: unknown): boolean {
  return isJsonObject(value) && typeof value.when === "function" && typeof value.next === "function";
}

function wrong(problem: string, hint: string): UserError {
  return new UserError("TEST_BEHAVIOURS", `cannot use the behaviours of the environment: ${problem}`, {
    hint,
  });
}
