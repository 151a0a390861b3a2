import { readFileSync } from "node:fs";
import { messageOf, UserError } from "../../../base/errors.ts";
import { isJsonObject, type JsonObject } from "../../../base/json.ts";
import { parseYaml } from "../../../kube/yaml.ts";
import { apiVersionOf } from "../../../kube/gvk.ts";
import { readSelector } from "./read-selector.ts";
import { readTemplate } from "./read-template.ts";
import type { Stage, StageEffects } from "./stage.ts";

/**
 * The stages in a YAML file, in KWOK's format (`Stage` of `kwok.x-k8s.io/v1alpha1`); objects of other kinds are left alone. What of it is known: `resourceRef`, `selector`
 * (`matchLabels`, `matchAnnotations`, `matchExpressions` with paths and one `select`), `weight`, `delay` with jitter, and of `next`: `event`, `finalizers`,
 * `delete` and `statusTemplate` with the values of fields and `Now`.
 *
 * @throws UserError STAGE_INVALID for everything else, by its path; YAML_INVALID
 */
export function readStages(file: string): Stage[] {
  return parseYaml(readText(file), file)
    .filter(isJsonObject)
    .filter(({ apiVersion, kind }) => kind === "Stage" && String(apiVersion).startsWith("kwok.x-k8s.io/"))
    .map((document) => readStage(document, file));
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError("STAGE_INVALID", `cannot read stages from "${file}": ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function readStage(document: JsonObject, file: string): Stage {
  const name = String(objectOf(document.metadata).name ?? "");
  const refuse = (problem: string): never => {
    throw new UserError("STAGE_INVALID", `${file}: cannot use the stage ${JSON.stringify(name)}: ${problem}`);
  };
  const only = (value: unknown, { path, known }: { path: string; known: readonly string[] }): JsonObject => {
    const object = objectOf(value);
    const other = Object.keys(object).find((key) => !known.includes(key));
    if (other) refuse(`${path}.${other} is not one that the sandbox knows: ${known.join(", ")}`);
    return object;
  };
  const spec = only(document.spec, {
    path: "spec",
    known: ["resourceRef", "selector", "weight", "delay", "next", "immediateNextStage"],
  });
  const { apiGroup = "v1", kind } = only(spec.resourceRef, {
    path: "spec.resourceRef",
    known: ["apiGroup", "kind"],
  });
  if (typeof kind !== "string" || typeof apiGroup !== "string")
    return refuse("spec.resourceRef has to name a kind");
  const delay = only(spec.delay, {
    path: "spec.delay",
    known: ["durationMilliseconds", "jitterDurationMilliseconds"],
  });
  const next = only(spec.next, {
    path: "spec.next",
    known: ["event", "finalizers", "delete", "statusTemplate"],
  });
  const { weight } = spec;
  const base = Number(delay.durationMilliseconds ?? 0);
  return {
    name,
    // KWOK's apiGroup is a group and a version
    apiVersion:
      apiGroup.includes("/") || /^v\d/.test(apiGroup)
        ? apiGroup
        : apiVersionOf({ group: apiGroup, version: "v1" }),
    kind,
    when: readSelector(spec.selector, refuse),
    delay: () => base,
    ...(delay.jitterDurationMilliseconds === undefined
      ? {}
      : { jitter: Number(delay.jitterDurationMilliseconds) }),
    ...(weight === undefined ? {} : { weight: Number(weight) }),
    next: readNext(next, { only, refuse }),
  };
}

interface Reader {
  readonly only: (value: unknown, options: { path: string; known: readonly string[] }) => JsonObject;
  readonly refuse: (problem: string) => never;
}

function readNext(next: JsonObject, { only, refuse }: Reader): Stage["next"] {
  const event = only(next.event, { path: "spec.next.event", known: ["type", "reason", "message"] });
  const finalizers = only(next.finalizers, {
    path: "spec.next.finalizers",
    known: ["add", "remove", "empty"],
  });
  const named = (value: unknown) =>
    (Array.isArray(value) ? value : []).map((entry: unknown) => String(objectOf(entry).value ?? ""));
  const status =
    next.statusTemplate === undefined ? undefined : readTemplate(String(next.statusTemplate), refuse);
  const effects: StageEffects = {
    ...(next.event === undefined
      ? {}
      : {
          event: {
            type: event.type === "Warning" ? "Warning" : "Normal",
            reason: String(event.reason ?? ""),
            message: String(event.message ?? ""),
          },
        }),
    ...(next.finalizers === undefined
      ? {}
      : {
          finalizers: {
            add: named(finalizers.add),
            remove: named(finalizers.remove),
            empty: finalizers.empty === true,
          },
        }),
    ...(next.delete === true ? { delete: true } : {}),
  };
  return (object, now) => ({ ...effects, ...(status ? { status: status(object, now) } : {}) });
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
