import type { JsonObject } from "../../../../base/json.ts";
import { roundUpToMilli } from "../../../admission/quantity-value.ts";
import { objectAt } from "../defaulting.ts";

/** Amounts are kept to thousandths. Follows SetDefaults_ResourceList of k8s.io/kubernetes/pkg/apis/core/v1/defaults.go. */
export function roundResources(resources: JsonObject | undefined): void {
  roundAmounts(objectAt(resources, "limits"));
  roundAmounts(objectAt(resources, "requests"));
}

export function roundAmounts(amounts: JsonObject | undefined): void {
  for (const [name, quantity] of Object.entries(amounts ?? {})) {
    if (amounts && typeof quantity === "string" && /[nu]$|e-/.test(quantity))
      amounts[name] = roundUpToMilli(quantity);
  }
}
