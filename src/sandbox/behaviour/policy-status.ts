import { isJsonObject } from "../../base/json.ts";
import { checkTypes } from "../policy/check-types.ts";
import { ExpressionCompiler } from "../policy/compile-expression.ts";
import { internalWrite } from "../registry/registry.ts";
import type { Cluster } from "./cluster.ts";
import { itself, runController } from "./run-controller.ts";

const manager = "validatingadmissionpolicy-status";

/**
 * Writes into the status of ValidatingAdmissionPolicies which expressions do not fit the types of what the policy is about. Follows
 * k8s.io/kubernetes/pkg/controller/validatingadmissionpolicystatus. Returns how to stop.
 */
export function startPolicyStatus(cluster: Cluster): () => void {
  const { registry } = cluster;
  const { table } = registry;
  const policies = registry.resource("admissionregistration.k8s.io", "v1", "validatingadmissionpolicies");
  const compiler = new ExpressionCompiler();
  return runController(cluster, {
    watch: [[policies, itself]],
    work: (name) => {
      const policy = registry.find(policies, undefined, name);
      if (!policy) return;
      const { generation = 0 } = policy.metadata;
      const { observedGeneration } = isJsonObject(policy.status) ? policy.status : {};
      if (generation <= Number(observedGeneration ?? 0)) return;
      const spec = isJsonObject(policy.spec) ? policy.spec : {};
      const warnings = checkTypes(spec, { table, compiler });
      const { apiVersion, kind } = policies;
      const typeChecking = warnings.length ? { expressionWarnings: warnings } : {};
      const value = {
        apiVersion,
        kind,
        metadata: { name },
        status: { observedGeneration: generation, typeChecking },
      };
      registry.patch(policies, {
        namespace: undefined,
        name,
        subresource: "status",
        type: "apply",
        body: { value, text: JSON.stringify(value), duplicates: [] },
        force: true,
        write: internalWrite(manager),
      });
    },
  });
}
