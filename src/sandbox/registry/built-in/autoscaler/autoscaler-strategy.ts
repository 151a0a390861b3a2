import type { ApiObject } from "../../../api-object.ts";
import type { Strategy } from "../../served-resource.ts";
import { autoscalerFromV1, autoscalerToV1 } from "./convert-autoscaler.ts";

/** HorizontalPodAutoscalers in one of their versions. They are stored in version v2; what has no field in v1 is in annotations there. */
export function autoscalerStrategy(version: string, strategies: { v1: Strategy; v2: Strategy }): Strategy {
  const { v1, v2 } = strategies;
  const versions = {
    otherVersion(wanted: string, subresource: string | undefined) {
      const { schema, resetFields } = wanted === "autoscaling/v1" ? v1 : v2;
      return { schema, resetFields: resetFields(subresource) };
    },
    convert,
  };
  if (version !== "v1") return { ...v2, ...versions };
  const toServed = (object: ApiObject) => v1.decode(autoscalerToV1(object)).object;
  return {
    ...v1,
    ...versions,
    decode(sent) {
      const { object, unknown } = v1.decode(sent);
      return { object: toServed(autoscalerFromV1(object)), unknown };
    },
    toServed,
    toStored: (served) => v2.decode(autoscalerFromV1(served)).object,
  };
}

function convert(object: ApiObject, apiVersion: string): ApiObject {
  if (object.apiVersion === apiVersion) return object;
  return apiVersion === "autoscaling/v1" ? autoscalerToV1(object) : autoscalerFromV1(object);
}
