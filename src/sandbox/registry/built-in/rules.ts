import { certificateSigningRequestRules } from "./certificate-signing-request-rules.ts";
import { configMapRules, secretRules } from "./configuration-rules.ts";
import { ExpressionCompiler } from "../../policy/compile-expression.ts";
import { definitionRules } from "./definition-rules.ts";
import { autoscalerRules } from "./autoscaler/autoscaler-rules.ts";
import type { KindRules } from "./kind-rules.ts";
import { namespaceRules } from "./namespace-rules.ts";
import { persistentVolumeClaimRules } from "./persistent-volume-claim-rules.ts";
import { disruptionBudgetRules } from "./disruption-budget-rules.ts";
import { endpointSliceRules } from "./endpoint-slice-rules.ts";
import { endpointsRules } from "./endpoints-rules.ts";
import { nodeRules } from "./node-rules.ts";
import { priorityClassRules } from "./priority-class-rules.ts";
import { csiDriverRules } from "./storage/csi-driver-rules.ts";
import { csiNodeRules } from "./storage/csi-node-rules.ts";
import { csiStorageCapacityRules } from "./storage/csi-storage-capacity-rules.ts";
import { protect, volumeProtection } from "./storage/protect.ts";
import { volumeAttributesClassRules } from "./storage/volume-attributes-class-rules.ts";
import { runtimeClassRules } from "./runtime-class-rules.ts";
import { controllerRevisionRules } from "./workload/controller-revision-rules.ts";
import { storageClassRules } from "./storage/storage-class-rules.ts";
import { eventRules, newEventRules } from "./event-rules.ts";
import { limitRangeRules } from "./limits/limit-range-rules.ts";
import { flowSchemaRules } from "./flow/flow-schema-rules.ts";
import { priorityLevelRules } from "./flow/priority-level-rules.ts";
import { leaseRules } from "./lease-rules.ts";
import { ingressClassRules } from "./networking/ingress-class-rules.ts";
import { ingressRules } from "./networking/ingress-rules.ts";
import { ipAddressRules } from "./networking/ip-address-rules.ts";
import { networkPolicyRules } from "./networking/network-policy-rules.ts";
import { serviceCidrRules } from "./networking/service-cidr-rules.ts";
import { clusterRoleBindingRules, clusterRoleRules, roleBindingRules, roleRules } from "./role-rules.ts";
import { serviceAccountRules } from "./service-account-rules.ts";
import { serviceRules } from "./service/service-rules.ts";
import { webhookConfigurationRules } from "./webhook-configuration-rules.ts";
import { podRules } from "./pod/pod-rules.ts";
import { reviewNamespaceSecurity, reviewTemplateSecurity } from "./pod-security/review-pod-security.ts";
import { mutatingPolicyRules } from "./policy/mutating-policy-rules.ts";
import { policyBindingRules } from "./policy/policy-binding-rules.ts";
import { validatingPolicyRules } from "./policy/validating-policy-rules.ts";
import { cronJobRules } from "./workload/cron-job-rules.ts";
import { daemonSetRules } from "./workload/daemon-set-rules.ts";
import { deploymentRules } from "./workload/deployment-rules.ts";
import { jobRules } from "./workload/job-rules.ts";
import { podTemplateRules } from "./workload/pod-template-rules.ts";
import { replicaSetRules } from "./workload/replica-set-rules.ts";
import { replicationControllerRules } from "./workload/replication-controller-rules.ts";
import { statefulSetRules } from "./workload/stateful-set-rules.ts";

/** Compiles the expressions in configurations of admission. */
const compiler = new ExpressionCompiler();

/** Rules of a kind that has a template of Pods at a dotted path. */
function withSecurity(own: KindRules, path: string): KindRules {
  return { ...own, review: reviewTemplateSecurity(path.split(".")) };
}

/** Rules by plural and group. Facts of k8s.io/kubernetes/pkg/registry and pkg/apis; a kind without an entry follows its schema alone. */
export const rules: Readonly<Record<string, KindRules>> = {
  configmaps: configMapRules,
  secrets: secretRules,
  namespaces: { ...namespaceRules, review: reviewNamespaceSecurity },
  services: serviceRules,
  pods: podRules,
  persistentvolumeclaims: persistentVolumeClaimRules,
  serviceaccounts: serviceAccountRules,
  persistentvolumes: { returnsDeleted: true, admit: protect(volumeProtection) },
  podtemplates: withSecurity(podTemplateRules, "template"),
  resourcequotas: { returnsDeleted: true, missing: "resource quotas" },
  limitranges: limitRangeRules,
  endpoints: endpointsRules,
  nodes: nodeRules,
  events: eventRules,
  replicationcontrollers: withSecurity(replicationControllerRules, "spec.template"),
  componentstatuses: { missing: "component statuses" },
  "deployments.apps": withSecurity(deploymentRules, "spec.template"),
  "replicasets.apps": withSecurity(replicaSetRules, "spec.template"),
  "statefulsets.apps": withSecurity(statefulSetRules, "spec.template"),
  "daemonsets.apps": withSecurity(daemonSetRules, "spec.template"),
  "jobs.batch": withSecurity(jobRules, "spec.template"),
  "cronjobs.batch": withSecurity(cronJobRules, "spec.jobTemplate.spec.template"),
  "ingresses.networking.k8s.io": ingressRules,
  "ingressclasses.networking.k8s.io": ingressClassRules,
  "networkpolicies.networking.k8s.io": networkPolicyRules,
  "horizontalpodautoscalers.autoscaling": autoscalerRules,
  "endpointslices.discovery.k8s.io": endpointSliceRules,
  "poddisruptionbudgets.policy": disruptionBudgetRules,
  "priorityclasses.scheduling.k8s.io": priorityClassRules,
  "storageclasses.storage.k8s.io": storageClassRules,
  "csidrivers.storage.k8s.io": csiDriverRules,
  "csinodes.storage.k8s.io": csiNodeRules,
  "csistoragecapacities.storage.k8s.io": csiStorageCapacityRules,
  "controllerrevisions.apps": controllerRevisionRules,
  "volumeattachments.storage.k8s.io": { returnsDeleted: true, unconditionalUpdate: false },
  "volumeattributesclasses.storage.k8s.io": volumeAttributesClassRules,
  "runtimeclasses.node.k8s.io": runtimeClassRules,
  "flowschemas.flowcontrol.apiserver.k8s.io": flowSchemaRules,
  "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io": priorityLevelRules,
  "ipaddresses.networking.k8s.io": ipAddressRules,
  "servicecidrs.networking.k8s.io": serviceCidrRules,
  "certificatesigningrequests.certificates.k8s.io": certificateSigningRequestRules,
  "leases.coordination.k8s.io": leaseRules,
  "events.events.k8s.io": newEventRules,
  "roles.rbac.authorization.k8s.io": roleRules,
  "rolebindings.rbac.authorization.k8s.io": roleBindingRules,
  "clusterroles.rbac.authorization.k8s.io": clusterRoleRules,
  "clusterrolebindings.rbac.authorization.k8s.io": clusterRoleBindingRules,
  "customresourcedefinitions.apiextensions.k8s.io": definitionRules,
  "apiservices.apiregistration.k8s.io": { missing: "aggregated APIs" },
  "mutatingwebhookconfigurations.admissionregistration.k8s.io": webhookConfigurationRules({
    mutating: true,
    compiler,
  }),
  "validatingwebhookconfigurations.admissionregistration.k8s.io": webhookConfigurationRules({
    mutating: false,
    compiler,
  }),
  "validatingadmissionpolicies.admissionregistration.k8s.io": validatingPolicyRules(compiler),
  "validatingadmissionpolicybindings.admissionregistration.k8s.io": policyBindingRules({ mutating: false }),
  "mutatingadmissionpolicies.admissionregistration.k8s.io": mutatingPolicyRules(compiler),
  "mutatingadmissionpolicybindings.admissionregistration.k8s.io": policyBindingRules({ mutating: true }),
};
