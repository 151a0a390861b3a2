import type { Container, PodSpec } from "../../../../k8s/core/v1.ts";
import { addQuantities, compareQuantities } from "../../../admission/quantity-value.ts";

/** Amounts of resources by name. */
export type ResourceAmounts = Record<string, string>;

/**
 * What all containers of a Pod need together: the sum of those that run at once, or the most that one needs at the start. Follows
 * AggregateContainerRequests and AggregateContainerLimits of k8s.io/component-helpers/resource/helpers.go.
 */
export function aggregateResources(spec: PodSpec, list: "requests" | "limits"): ResourceAmounts {
  const total: ResourceAmounts = {};
  for (const container of spec.containers) add(total, amountsOf(container, list));
  const sidecars: ResourceAmounts = {};
  const initial: ResourceAmounts = {};
  for (const container of spec.initContainers ?? []) {
    const own = amountsOf(container, list);
    if (container.restartPolicy === "Always") {
      add(total, own);
      add(sidecars, own);
      raise(initial, sidecars);
    } else {
      const together = { ...own };
      add(together, sidecars);
      raise(initial, together);
    }
  }
  raise(total, initial);
  return total;
}

function amountsOf(container: Container, list: "requests" | "limits"): ResourceAmounts {
  const amounts = container.resources?.[list] ?? {};
  return Object.fromEntries(Object.entries(amounts).map(([name, quantity]) => [name, String(quantity)]));
}

function add(total: ResourceAmounts, more: ResourceAmounts): void {
  for (const [name, quantity] of Object.entries(more)) {
    const before = total[name];
    total[name] = before === undefined ? quantity : addQuantities(before, quantity);
  }
}

function raise(total: ResourceAmounts, least: ResourceAmounts): void {
  for (const [name, quantity] of Object.entries(least)) {
    const before = total[name];
    if (before === undefined || compareQuantities(quantity, before) > 0) total[name] = quantity;
  }
}
