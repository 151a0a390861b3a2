import { resource, type CustomResource } from "kubewright";

// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:resource:singular=mycronjob
// +kubebuilder:metadata:annotations="api-approved.kubernetes.io:https://github.com/kubernetes-sigs/controller-tools";"cert-manager.io/inject-ca-from-secret:cert-manager/cert-manager-webhook-ca"
interface CronJob extends CustomResource<{ schedule: string }> {}

export const CronJob = resource<CronJob>({ group: "testdata.kubebuilder.io", version: "v1", kind: "CronJob" });
