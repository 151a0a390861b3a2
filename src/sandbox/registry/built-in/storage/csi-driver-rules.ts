import { equalJson, type JsonObject } from "../../../../base/json.ts";
import { duplicateField, immutableField, invalidField, supported } from "../../../admission/field-problem.ts";
import type { InvalidField } from "../../../status-error.ts";
import { ensureObject, fill, objectAt, objectsAt } from "../defaulting.ts";
import type { KindRules } from "../kind-rules.ts";
import { numberAt, textAt, textsAt } from "../read.ts";

const inSecrets = "serviceAccountTokenInSecrets";
const advice = `spec.${inSecrets} is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes`;

/** Follows k8s.io/kubernetes/pkg/apis/storage and pkg/registry/storage/csidriver. */
export const csiDriverRules: KindRules = {
  returnsDeleted: true,
  unconditionalUpdate: false,
  updateOrder: "changes only",
  defaults(object) {
    const spec = ensureObject(object, "spec");
    fill(spec, {
      attachRequired: true,
      podInfoOnMount: false,
      storageCapacity: false,
      fsGroupPolicy: "ReadWriteOnceWithFSType",
      volumeLifecycleModes: ["Persistent"],
      requiresRepublish: false,
      seLinuxMount: false,
    });
    if (textsAt(spec, "volumeLifecycleModes").length === 0) spec.volumeLifecycleModes = ["Persistent"];
  },
  // a field of a feature that is off
  prepareForCreate(object) {
    Reflect.deleteProperty(objectAt(object, "spec") ?? {}, "preventPodSchedulingIfMissing");
  },
  prepareForUpdate(object, old) {
    Reflect.deleteProperty(objectAt(object, "spec") ?? {}, "preventPodSchedulingIfMissing");
    const generation = old.metadata.generation ?? 0;
    if (!equalJson(object.spec, old.spec)) object.metadata.generation = generation + 1;
  },
  validate: (object) => validateSpec(objectAt(object, "spec") ?? {}),
  validateUpdate(object, old) {
    const [spec = {}, before = {}] = [objectAt(object, "spec"), objectAt(old, "spec")];
    return [
      ...validateSpec(spec),
      ...(spec.attachRequired === before.attachRequired
        ? []
        : [immutableField("spec.attachedRequired", spec.attachRequired)]),
      ...(equalJson(spec.volumeLifecycleModes, before.volumeLifecycleModes)
        ? []
        : [immutableField("spec.volumeLifecycleModes", spec.volumeLifecycleModes)]),
    ];
  },
  warnings(object, old) {
    const spec = objectAt(object, "spec") ?? {};
    const requests = objectsAt(spec, "tokenRequests");
    const same = old && equalJson(requests, objectsAt(objectAt(old, "spec"), "tokenRequests"));
    return requests.length && !same && spec[inSecrets] === undefined ? [advice] : [];
  },
};

const policies = ["File", "None", "ReadWriteOnceWithFSType"];

function validateSpec(spec: JsonObject): InvalidField[] {
  const period = spec.nodeAllocatableUpdatePeriodSeconds;
  const requests = objectsAt(spec, "tokenRequests");
  return [
    ...supported("spec.fsGroupPolicy", spec.fsGroupPolicy, policies),
    ...validateRequests(requests),
    ...textsAt(spec, "volumeLifecycleModes").flatMap((mode) =>
      supported("spec.volumeLifecycleModes", mode, ["Persistent", "Ephemeral"]),
    ),
    ...(typeof period === "number" && period < 10
      ? [
          invalidField(
            "spec.nodeAllocatableUpdatePeriodSeconds",
            period,
            "must be greater than or equal to 10 seconds",
          ),
        ]
      : []),
    ...(spec[inSecrets] !== undefined && requests.length === 0
      ? [
          invalidField(
            `spec.${inSecrets}`,
            spec[inSecrets],
            `${inSecrets} is set but no tokenRequests are specified`,
          ),
        ]
      : []),
  ];
}

function validateRequests(requests: readonly JsonObject[]): InvalidField[] {
  const audiences = requests.map((request) => textAt(request, "audience"));
  return requests.flatMap((request, index) => {
    const at = `spec.tokenRequests[${index}]`;
    const audience = audiences[index] ?? "";
    if (audiences.indexOf(audience) < index) return [duplicateField(`${at}.audience`, audience)];
    if (request.expirationSeconds === undefined) return [];
    const seconds = numberAt(request, "expirationSeconds");
    const problem = (limit: string) =>
      invalidField(`${at}.expirationSeconds`, seconds, `may not specify a duration ${limit}`);
    if (seconds < 600) return [problem("less than 10 minutes")];
    return seconds > 2 ** 32 ? [problem("larger than 2^32 seconds")] : [];
  });
}
