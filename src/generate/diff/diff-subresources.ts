import { equalJson } from "../../base/json.ts";
import type { CrdVersion } from "../../kube/crd.ts";
import type { JsonSchema } from "../../kube/schema/json-schema.ts";
import type { Finding } from "./change.ts";

type Report = (path: string, finding: Finding) => void;

/** Reports changes of the status and scale subresources. */
export function diffSubresources(old: CrdVersion, now: CrdVersion, report: Report): void {
  const [before, after] = [old.subresources ?? {}, now.subresources ?? {}];
  if (Boolean(before.status) !== Boolean(after.status))
    report("subresources.status", {
      class: "breaking",
      ...(after.status
        ? {
            rule: "status-subresource-added",
            reason:
              "writes of status by way of the object are ignored without an error: controllers must write it by /status",
          }
        : {
            rule: "status-subresource-removed",
            reason:
              "controllers that write /status get 404, and whoever may write the object may write its status",
          }),
    });
  diffScale(old, now, report);
}

function diffScale(old: CrdVersion, now: CrdVersion, report: Report): void {
  const [before, after] = [old.subresources?.scale, now.subresources?.scale];
  if (equalJson(before, after)) return;
  const path = "subresources.scale";
  if (!before && after) return addScale(old, after.specReplicasPath, report);
  if (!after)
    return report(path, {
      rule: "scale-subresource-removed",
      class: "breaking",
      reason: "kubectl scale and autoscalers get 404",
    });
  const harmless =
    before?.specReplicasPath === after.specReplicasPath &&
    before.statusReplicasPath === after.statusReplicasPath &&
    before.labelSelectorPath === undefined;
  report(path, {
    rule: "scale-subresource-changed",
    class: harmless ? "compatible" : "breaking",
    reason: harmless
      ? "autoscalers find the Pods from now on"
      : "kubectl scale and autoscalers read and write other fields than they did",
    before,
    after,
  });
}

/** The server checks the number itself, and what was stored before is not passed over (registry/customresource/validator.go, ValidateScaleSpec). */
function addScale(old: CrdVersion, replicas: string, report: Report): void {
  let schema: JsonSchema | undefined = old.schema?.openAPIV3Schema;
  for (const name of replicas.split(".").slice(1)) schema = schema?.properties?.[name];
  const { type, format, minimum = -1, maximum = Infinity } = schema ?? {};
  const bounded = type === "integer" && minimum >= 0 && (format === "int32" || maximum < 2 ** 31);
  report("subresources.scale", {
    rule: "scale-subresource-added",
    class: bounded || !schema ? "compatible" : "breaking",
    reason:
      bounded || !schema
        ? "kubectl scale and autoscalers work from now on"
        : `an object in which ${replicas} is negative, or no integer of 32 bits, is refused at any write, and nothing kept such values out: give it "minimum: 0" and the format int32 first`,
    after: replicas,
  });
}
