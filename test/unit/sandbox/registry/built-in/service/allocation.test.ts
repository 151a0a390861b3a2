import { describe, expect, test } from "vitest";
import type { ApiObject } from "../../../../../../src/sandbox/api-object.ts";
import { createAddressPool } from "../../../../../../src/sandbox/registry/built-in/service/address-pool.ts";
import { createPortPool } from "../../../../../../src/sandbox/registry/built-in/service/allocate-node-ports.ts";
import { beginService } from "../../../../../../src/sandbox/registry/built-in/service/begin-service.ts";

const service = (spec: Record<string, unknown>): ApiObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web" },
  spec: { type: "ClusterIP", ports: [{ port: 80 }], ...spec },
});
const pools = (services: ApiObject[] = [], dryRun = false) => ({
  addresses: createAddressPool({ services, dryRun, seed: 0 }),
  ports: createPortPool({ services, dryRun, seed: 0 }),
});
const begun = (spec: Record<string, unknown>, options: { services?: ApiObject[]; old?: ApiObject } = {}) => {
  const object = service(spec);
  beginService(object, { old: options.old, pools: pools(options.services) });
  return object.spec as Record<string, unknown> & { ports: Record<string, unknown>[] };
};

describe("addresses", () => {
  test("the first is beyond those that are kept for who asks", () => {
    expect(begun({})).toMatchObject({
      clusterIP: "10.0.0.17",
      clusterIPs: ["10.0.0.17"],
      ipFamilies: ["IPv4"],
    });
  });

  test("one that is taken is not given twice", () => {
    const services = [service({ clusterIPs: ["10.0.0.17"] })];
    expect(begun({}, { services }).clusterIP).toBe("10.0.0.18");
    expect(() => begun({ clusterIP: "10.0.0.17" }, { services })).toThrow(
      "failed to allocate IP 10.0.0.17: provided IP is already allocated",
    );
  });

  test("when the upper ones are taken, the lower ones are given, and then none", () => {
    const taken = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) =>
        service({ clusterIPs: [`10.0.0.${from + index}`] }),
      );
    expect(begun({}, { services: taken(17, 254) }).clusterIP).toBe("10.0.0.2");
    expect(() => begun({}, { services: taken(1, 254) })).toThrow("range is full");
  });

  test("no address for a name elsewhere, nor for a headless Service, which without a selector has both families", () => {
    expect(begun({ type: "ExternalName" }).clusterIP).toBeUndefined();
    expect(begun({ clusterIP: "None" })).toMatchObject({
      clusterIPs: ["None"],
      ipFamilies: ["IPv4", "IPv6"],
      ipFamilyPolicy: "RequireDualStack",
    });
    expect(begun({ clusterIP: "None", selector: { a: "b" } }).ipFamilies).toEqual(["IPv4"]);
  });

  test("an update that says nothing of it keeps the address", () => {
    const old = service({
      clusterIP: "10.0.0.99",
      clusterIPs: ["10.0.0.99"],
      ipFamilies: ["IPv4"],
      ipFamilyPolicy: "SingleStack",
    });
    expect(begun({}, { old })).toMatchObject({ clusterIP: "10.0.0.99", clusterIPs: ["10.0.0.99"] });
  });

  test.each([
    [{ ipFamilyPolicy: "RequireDualStack" }, "this cluster is not configured for dual-stack services"],
    [{ ipFamilies: ["IPv6"] }, "not configured on this cluster"],
    [{ ipFamilies: ["IPv4", "IPv6"] }, "must be 'RequireDualStack' or 'PreferDualStack'"],
    [{ clusterIP: "fd00::1" }, "IPv6 is not configured on this cluster"],
  ])("%j asks for what one family cannot give", (spec, message) => {
    expect(() => begun(spec)).toThrow(message);
  });
});

describe("ports of nodes", () => {
  test("each port gets one, the same for two protocols of one port", () => {
    const ports = [{ port: 53, protocol: "TCP" }, { port: 53, protocol: "UDP" }, { port: 80 }];
    expect(begun({ type: "NodePort", ports }).ports.map(({ nodePort }) => nodePort)).toEqual([
      30000, 30000, 30001,
    ]);
  });

  test("a load balancer may do without", () => {
    expect(begun({ type: "LoadBalancer", allocateLoadBalancerNodePorts: false }).ports).toEqual([
      { port: 80 },
    ]);
  });

  test("only free ones of the range are given", () => {
    const services = [service({ ports: [{ port: 1, nodePort: 30000 }], healthCheckNodePort: 30001 })];
    expect(begun({ type: "NodePort" }, { services }).ports[0]?.nodePort).toBe(30002);
    const asked = (nodePort: number) => () =>
      begun({ type: "NodePort", ports: [{ port: 80, nodePort }] }, { services });
    expect(asked(30001)).toThrow("provided port is already allocated");
    expect(asked(29999)).toThrow("The range of valid ports is 30000-32767");
  });

  test("health checks of local traffic get one, too", () => {
    const spec = begun({ type: "LoadBalancer", externalTrafficPolicy: "Local" });
    expect(spec.healthCheckNodePort).toBe(30001);
  });

  test("an update keeps those of ports of the same name", () => {
    const old = service({ type: "NodePort", ports: [{ name: "a", port: 1, nodePort: 31000 }] });
    const ports = [
      { name: "b", port: 2 },
      { name: "a", port: 3 },
    ];
    expect(begun({ type: "NodePort", ports }, { old }).ports.map(({ nodePort }) => nodePort)).toEqual([
      30000, 31000,
    ]);
  });

  test("a dry run gets numbers that no node has, and reserves nothing", () => {
    const object = service({ type: "NodePort", ports: [{ port: 1 }, { port: 2 }] });
    beginService(object, { old: undefined, pools: pools([], true) });
    expect(object.spec).toMatchObject({
      clusterIP: "10.0.0.0",
      ports: [{ nodePort: 32769 }, { nodePort: 32770 }],
    });
  });
});
