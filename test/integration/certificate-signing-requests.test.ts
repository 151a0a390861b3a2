import { beforeAll, expect, test, vi } from "vitest";
import { onBothServers } from "./servers.ts";

/* Who asks for a certificate, who approves, and what nobody may change. Answers are those of a real server. */

// made by: openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=jane/O=devs", and /O=system:masters
const request =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIYU1JR0FBZ0VBTUI0eERUQUxCZ05WQkFNTUJHcGhibVV4RFRBTEJnTlZCQW9NQkdSbGRuTXdXVEFUQmdjcQpoa2pPUFFJQkJnZ3Foa2pPUFFNQkJ3TkNBQVJFc0xGTS81aWkxekVTWFdWVDIyTHVEeFI3aEt4RW16bFE0N3ZxCnErdk1LQzM5d0lyMHdoNFViaVNMeW9oUTRhZHVYUUxhNUdQMzVHR1NSelAwTUJQSm9BQXdDZ1lJS29aSXpqMEUKQXdJRFNRQXdSZ0loQUp3REVaMEF5dVM1dDRuNXRlbmRIR2kwdEdKb2FlengyeVNPbTVMVkpUU3NBaUVBNkhwbwpTUFdUK0RiNEJ4Z0FTMHMrRVRSK29XK3VtcFpHR3d1cUdFai8rUEk9Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=";
const mighty =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIak1JR0tBZ0VBTUNneERUQUxCZ05WQkFNTUJHcGhibVV4RnpBVkJnTlZCQW9NRG5ONWMzUmxiVHB0WVhOMApaWEp6TUZrd0V3WUhLb1pJemowQ0FRWUlLb1pJemowREFRY0RRZ0FFa1V6R1VEVXJ5RUZtWEh3Z0V1aEUwcXRCCmdSM1o1K2g4bDdDYVJHSnN5RnplVXlmU0hHdXhwVDhLdCt3eWdpWTFzWUtTbFA1RjJ0VlVnVlpEYTU0M1BxQUEKTUFvR0NDcUdTTTQ5QkFNQ0EwZ0FNRVVDSVFDUklQVFpYSi83R0J3MmVGTTlQVHExaWlsM3VneTNKTGhROUtnSApRbHhOemdJZ2VRN2dDNmlYMTJuUGV4MHZWa0tUTzM0ME8yY1NBSkNSNFN4NnpWRER5RFE9Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=";
const path = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
const rbac = "rbac.authorization.k8s.io";

onBothServers("a CertificateSigningRequest", (server) => {
  let n: string;
  beforeAll(async () => {
    n = await server.namespace();
  });
  const body = (name: string, spec: object = {}) => ({
    metadata: { name: `${name}-${n}` },
    spec: { request, signerName: "example.com/own", usages: ["client auth"], ...spec },
  });
  const create = async (name: string, spec: object = {}, headers: Record<string, string> = {}) =>
    (await server.api.post(path, body(name, spec), headers)).body;
  const patch = async (
    name: string,
    subresource: string,
    status: object,
    headers: Record<string, string> = {},
  ) => {
    const type = { "content-type": "application/merge-patch+json", ...headers };
    return (await server.api.send("PATCH", `${path}/${name}-${n}${subresource}`, { status }, type)).body;
  };
  const approved = { conditions: [{ type: "Approved", status: "True", reason: "Why", message: "not" }] };

  test("says who asked for it, whatever was sent", async () => {
    const answer = await create(
      "who",
      { username: "somebody", groups: ["else"] },
      {
        "impersonate-user": "jane",
        "impersonate-group": "system:masters",
        "impersonate-extra-example.com%2fa": "b",
      },
    );
    expect(answer.spec).toEqual({
      request,
      signerName: "example.com/own",
      usages: ["client auth"],
      username: "jane",
      groups: ["system:masters", "system:authenticated"],
      extra: { "example.com/a": ["b"] },
    });
    expect(answer.status).toEqual({});
    expect(answer.metadata).not.toHaveProperty("managedFields");
  });

  test("is approved by its subresource alone, with the times of that", async () => {
    await create("approve");
    expect((await patch("approve", "/status", approved)).message).toContain(
      'status.conditions: Forbidden: updates may not add a condition of type "Approved"',
    );
    expect((await patch("approve", "", approved)).status).toEqual({});
    const { conditions } = (await patch("approve", "/approval", { ...approved, certificate: "eA==" })).status;
    expect(conditions).toEqual([
      {
        ...approved.conditions[0],
        lastUpdateTime: expect.any(String) as unknown,
        lastTransitionTime: expect.any(String) as unknown,
      },
    ]);
    expect((await server.api.get(`${path}/approve-${n}`)).body.status).toEqual({ conditions });
    expect((await patch("approve", "/approval", { conditions: [] })).message).toContain(
      'status.conditions: Forbidden: updates may not remove a condition of type "Approved"',
    );
    const both = { conditions: [...conditions, { type: "Denied", status: "True" }] };
    expect((await patch("approve", "/approval", both)).message).toContain(
      'status.conditions: Invalid value: "Denied": Approved and Denied conditions are mutually exclusive',
    );
  });

  test("gets its certificate once", async () => {
    await create("sign");
    expect((await patch("sign", "/status", { certificate: "eA==" })).message).toBe(
      `CertificateSigningRequest.certificates.k8s.io "sign-${n}" is invalid: status.certificate: Invalid value: "<certificate data>": must contain at least one CERTIFICATE PEM block`,
    );
    const certificate = Buffer.from(server.ca).toString("base64");
    expect((await patch("sign", "/status", { certificate })).status).toEqual({ certificate });
    const other = Buffer.from(`${server.ca}${server.ca}`).toString("base64");
    expect((await patch("sign", "/status", { certificate: other })).message).toContain(
      "status.certificate: Forbidden: updates may not modify existing certificate content",
    );
  });

  test("does not change once it is there", async () => {
    await create("fixed");
    const changed = body("fixed", { signerName: "example.com/other" });
    const { spec } = (await server.api.put(`${path}/fixed-${n}`, changed)).body;
    expect(spec.signerName).toBe("example.com/own");
  });

  test.each<[object, string]>([
    [
      { request: "eA==", signerName: "foo", usages: undefined, expirationSeconds: 5 },
      '[spec.request: Invalid value: "eA==": PEM block type must be CERTIFICATE REQUEST, spec.usages: Required value, spec.signerName: Invalid value: "foo": must be a fully qualified domain and path of the form \'example.com/signer-name\', spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 600 seconds (10 minutes)]',
    ],
    [
      { usages: ["any", "any"], signerName: "" },
      '[spec.usages[1]: Duplicate value: "any", spec.signerName: Required value]',
    ],
    [
      { signerName: "kubernetes.io/legacy-unknown" },
      'spec.signerName: Invalid value: "kubernetes.io/legacy-unknown": the legacy signerName is not allowed via this API version',
    ],
    [
      { signerName: "example/own" },
      'spec.signerName: Invalid value: "example": should be a domain with at least two segments separated by dots',
    ],
  ])("is refused with %o", async (spec, problem) => {
    const { code, message } = await create("bad", spec);
    expect([code, message]).toEqual([
      422,
      `CertificateSigningRequest.certificates.k8s.io "bad-${n}" is invalid: ${problem}`,
    ]);
  });

  test("makes nobody an administrator", async () => {
    const { message } = await create("mighty", {
      request: mighty,
      signerName: "kubernetes.io/kube-apiserver-client",
    });
    expect(message).toBe(
      `certificatesigningrequests.certificates.k8s.io "mighty-${n}" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed`,
    );
  });

  test("is approved and signed by who may do so for its signer", async () => {
    const rule = (apiGroups: string[], resources: string[], verbs: string[], resourceNames?: string[]) => ({
      apiGroups,
      resources,
      verbs,
      ...(resourceNames ? { resourceNames } : {}),
    });
    const group = ["certificates.k8s.io"];
    const all = ["approval", "status"].map((name) => `certificatesigningrequests/${name}`);
    await server.api.post(`/apis/${rbac}/v1/clusterroles`, {
      metadata: { name: `signers-${n}` },
      rules: [
        rule(group, all, ["patch"]),
        rule(group, ["signers"], ["approve"], ["example.com/own"]),
        rule(group, ["signers"], ["approve"], ["example.org/*"]),
      ],
    });
    await server.api.post(`/apis/${rbac}/v1/clusterrolebindings`, {
      metadata: { name: `signers-${n}` },
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name: `signers-${n}` },
      subjects: [{ kind: "User", apiGroup: rbac, name: "signer" }],
    });
    const headers = { "impersonate-user": "signer" };
    for (const [name, signerName] of [
      ["own", "example.com/own"],
      ["any", "example.org/x"],
      ["not", "example.com/other"],
    ])
      await create(name ?? "", { signerName });
    await vi.waitUntil(async () => (await patch("own", "/approval", approved, headers)).code !== 403);
    expect((await patch("any", "/approval", approved, headers)).status).toMatchObject(approved);
    const about = (name: string) =>
      `certificatesigningrequests.certificates.k8s.io "${name}-${n}" is forbidden: user not permitted to`;
    expect((await patch("not", "/approval", approved, headers)).message).toBe(
      `${about("not")} approve requests with signerName "example.com/other"`,
    );
    const failed = { conditions: [{ type: "Failed", status: "True" }] };
    expect((await patch("not", "/status", failed, headers)).message).toBe(
      `${about("not")} sign requests with signerName "example.com/other"`,
    );
  });
});
