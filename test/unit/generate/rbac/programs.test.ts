import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatDiagnostic } from "../../../../src/base/diagnostic.ts";
import { generateRole } from "../../../../src/generate/generate-role.ts";
import { subresourceVerbs, clientVerbs } from "../../../../src/generate/rbac/client-verbs.ts";
import { covers, type AccessRequest, type PolicyRule } from "../../../../src/kube/rbac.ts";
import { writeYaml } from "../../../../src/kube/yaml.ts";
import type { Client } from "../../../../src/runtime/client/client.ts";
import { recordingClient, type RecordedCall } from "./recording-client.ts";

const folder = join(import.meta.dirname, "../../../golden/rbac-programs");

/** What a program is given beside a client. */
interface Program {
  run(client: Client, request: { name: string; namespace: string }): Promise<void>;
}

/**
 * Programs as people write them. Each is run with a client that only records; what the generator tells from the source has to allow all that was
 * called, and nothing else.
 */
test.each(readdirSync(folder))("the role is what a program calls: %s", async (name) => {
  const calls: RecordedCall[] = [];
  const { run } = (await import(`${folder}/${name}/main.ts`)) as Program;
  await run(recordingClient(calls), { name: "made-at-run-time", namespace: "default" });
  const files = readdirSync(`${folder}/${name}`).filter((file) => file.endsWith(".ts"));
  const { role, diagnostics } = generateRole({
    files: files.map((file) => `${folder}/${name}/${file}`),
    name: "manager-role",
  });
  expect(diagnostics.map(formatDiagnostic)).toEqual([]);
  const requests = calls.flatMap(requestsOf);
  expect(requests.filter((request) => !covers(role.rules, request))).toEqual([]);
  expect(single(role.rules).filter((rule) => !requests.some((request) => covers([rule], request)))).toEqual(
    [],
  );
  await expect(writeYaml(role)).toMatchFileSnapshot(`${folder}/${name}/role.yaml`);
});

/** What a call of a client asks the server for. */
function requestsOf(call: RecordedCall): AccessRequest[] {
  if ("path" in call) return [call];
  const { method, group, resource, subresource, name } = call;
  const need = subresource
    ? { verbs: subresourceVerbs[method] ?? [], subresource }
    : (clientVerbs[method] ?? { verbs: [] });
  return need.verbs.map((verb) => ({
    verb,
    apiGroup: group,
    resource,
    ...(need.subresource ? { subresource: need.subresource } : {}),
    ...(name && !["list", "watch", "deletecollection"].includes(verb) ? { name } : {}),
  }));
}

/** Rules that allow one thing each. */
function single(rules: readonly PolicyRule[]): PolicyRule[] {
  return rules.flatMap((rule) => {
    const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs } = rule;
    const urls = nonResourceURLs.flatMap((url) =>
      verbs.map((verb) => ({ nonResourceURLs: [url], verbs: [verb] })),
    );
    const named: Partial<PolicyRule>[] =
      resourceNames.length > 0 ? resourceNames.map((name) => ({ resourceNames: [name] })) : [{}];
    const ofResources = apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        named.flatMap((names) =>
          verbs.map((verb) => ({ apiGroups: [group], resources: [resource], ...names, verbs: [verb] })),
        ),
      ),
    );
    return [...urls, ...ofResources];
  });
}
