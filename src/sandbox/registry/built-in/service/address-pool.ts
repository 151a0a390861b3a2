import { ipText, parseIp } from "../../../admission/ip-address.ts";
import type { ApiObject } from "../../../api-object.ts";
import { serviceSpec } from "./service-spec.ts";

/** Addresses of Services: 10.0.0.0/24, the default of a kube-apiserver. */
export interface AddressPool {
  /** Why an address that was asked for cannot be had; undefined when it can. */
  refusal(address: string): string | undefined;
  /** A free address; undefined when there is none. */
  next(): string | undefined;
}

const network = 0x0a000000n;
const size = 256n;
/** Addresses for those who ask for one: others get them when the rest is taken. */
const reserved = 16n;

/**
 * The pool as the Services at hand leave it. A dry run reserves nothing and gets the network's own address.
 * Follows MetaAllocator of k8s.io/kubernetes/pkg/registry/core/service/ipallocator. `seed`: where the search begins.
 */
export function createAddressPool(options: {
  services: readonly ApiObject[];
  dryRun: boolean;
  seed: number;
}): AddressPool {
  const { services, dryRun, seed } = options;
  const taken = () => {
    // the Service "kubernetes" has the first one
    const addresses = services.flatMap((service) => serviceSpec(service).clusterIPs ?? []);
    return new Set(["10.0.0.1", ...addresses]);
  };
  return {
    refusal(text) {
      const address = parseIp(text);
      const offset = address?.family === 4 ? address.bits - network : -1n;
      if (offset <= 0n || offset >= size - 1n) return outside(text, dryRun);
      return !dryRun && taken().has(text) ? "provided IP is already allocated" : undefined;
    },
    next() {
      if (dryRun) return ipText({ family: 4, bits: network });
      const used = taken();
      return (
        freeOf(used, { from: 1n + reserved, to: size - 1n, seed }) ??
        freeOf(used, { from: 1n, to: 1n + reserved, seed })
      );
    },
  };
}

/** Only a dry run names the range. */
function outside(address: string, dryRun: boolean): string {
  if (!dryRun) return "the provided network does not match the current range";
  const range = `${ipText({ family: 4, bits: network })}/24`;
  return `the provided IP (${address}) is not in the valid range. The range of valid IPs is ${range}`;
}

function freeOf(
  used: ReadonlySet<string>,
  range: { from: bigint; to: bigint; seed: number },
): string | undefined {
  const { from, to, seed } = range;
  const count = Number(to - from);
  for (let step = 0; step < count; step++) {
    const bits = network + from + BigInt((seed + step) % count);
    const address = ipText({ family: 4, bits });
    if (!used.has(address)) return address;
  }
  return undefined;
}
