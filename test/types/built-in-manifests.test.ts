import { expect, expectTypeOf, test } from "vitest";
import type {
  MutatingWebhookConfiguration,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
} from "../../src/k8s/admissionregistration.k8s.io/v1.ts";
import type { CustomResourceDefinition, JSONSchemaProps } from "../../src/k8s/apiextensions.k8s.io/v1.ts";
import type { APIService } from "../../src/k8s/apiregistration.k8s.io/v1.ts";
import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from "../../src/k8s/apps/v1.ts";
import type { TokenRequest, TokenReview } from "../../src/k8s/authentication.k8s.io/v1.ts";
import type { SelfSubjectAccessReview } from "../../src/k8s/authorization.k8s.io/v1.ts";
import type { Scale } from "../../src/k8s/autoscaling/v1.ts";
import type { HorizontalPodAutoscaler } from "../../src/k8s/autoscaling/v2.ts";
import type { CronJob, Job } from "../../src/k8s/batch/v1.ts";
import type { CertificateSigningRequest } from "../../src/k8s/certificates.k8s.io/v1.ts";
import type { Lease } from "../../src/k8s/coordination.k8s.io/v1.ts";
import type {
  Binding,
  ConfigMap,
  Container,
  Endpoints,
  Event,
  LimitRange,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodList,
  ResourceQuota,
  Secret,
  Service,
  ServiceAccount,
  Volume,
} from "../../src/k8s/core/v1.ts";
import type { EndpointSlice } from "../../src/k8s/discovery.k8s.io/v1.ts";
import type { FlowSchema } from "../../src/k8s/flowcontrol.apiserver.k8s.io/v1.ts";
import type { DeleteOptions, LabelSelector, ListMeta, ObjectMeta, Status } from "../../src/k8s/meta/v1.ts";
import type {
  HTTPIngressPath,
  Ingress,
  IngressClass,
  NetworkPolicy,
} from "../../src/k8s/networking.k8s.io/v1.ts";
import type { RuntimeClass } from "../../src/k8s/node.k8s.io/v1.ts";
import type { Eviction, PodDisruptionBudget } from "../../src/k8s/policy/v1.ts";
import type { ClusterRole, RoleBinding } from "../../src/k8s/rbac.authorization.k8s.io/v1.ts";
import type { ResourceClaimTemplate } from "../../src/k8s/resource.k8s.io/v1.ts";
import type { PriorityClass } from "../../src/k8s/scheduling.k8s.io/v1.ts";
import type { StorageClass, VolumeAttachment } from "../../src/k8s/storage.k8s.io/v1.ts";
import type { KubernetesList, KubernetesObject } from "../../src/kube/object.ts";

/*
 * Manifests as people write them, by kind: each is a constant of its type. What is written here is judged by the type check, which covers tests.
 */

const metadata: ObjectMeta = { name: "web", namespace: "shop", labels: { app: "web" } };
const selector: LabelSelector = {
  matchLabels: { app: "web" },
  matchExpressions: [{ key: "tier", operator: "In", values: ["front"] }],
};
const container = { name: "web", image: "nginx:1.29" };
const template = { metadata: { labels: { app: "web" } }, spec: { containers: [container] } };

const pod: Pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    ...metadata,
    ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: "a", uid: "b", controller: true }],
  },
  spec: {
    restartPolicy: "Never",
    serviceAccountName: "web",
    nodeSelector: { "kubernetes.io/os": "linux" },
    securityContext: { runAsNonRoot: true, fsGroup: 1000, seccompProfile: { type: "RuntimeDefault" } },
    tolerations: [{ key: "dedicated", operator: "Equal", value: "web", effect: "NoSchedule" }],
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "DoNotSchedule", labelSelector: selector },
    ],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: "arch", operator: "NotIn", values: ["arm"] }] }],
        },
      },
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 100, podAffinityTerm: { labelSelector: selector, topologyKey: "host" } },
        ],
      },
    },
    initContainers: [
      { name: "init", image: "busybox", command: ["sh", "-c", "true"], restartPolicy: "Always" },
    ],
    containers: [
      {
        ...container,
        args: ["--port", "80"],
        env: [
          { name: "A", value: "b" },
          { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password", optional: true } } },
          { name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
          { name: "CPU", valueFrom: { resourceFieldRef: { resource: "limits.cpu", divisor: "1m" } } },
        ],
        envFrom: [{ configMapRef: { name: "settings" }, prefix: "X_" }],
        ports: [{ name: "http", containerPort: 80, protocol: "TCP" }],
        resources: { requests: { cpu: "250m", memory: "64Mi" }, limits: { cpu: 1, "nvidia.com/gpu": 1 } },
        readinessProbe: { httpGet: { path: "/", port: "http", scheme: "HTTPS" }, periodSeconds: 5 },
        livenessProbe: { exec: { command: ["true"] }, failureThreshold: 3 },
        startupProbe: { grpc: { port: 9000 } },
        lifecycle: { preStop: { sleep: { seconds: 5 } } },
        imagePullPolicy: "IfNotPresent",
        securityContext: { capabilities: { drop: ["ALL"] }, allowPrivilegeEscalation: false },
        volumeMounts: [{ name: "data", mountPath: "/data", readOnly: true, subPath: "web" }],
      },
    ],
    volumes: [
      { name: "data", emptyDir: { medium: "Memory", sizeLimit: "1Gi" } },
      { name: "config", configMap: { name: "web", items: [{ key: "a", path: "a.txt", mode: 0o440 }] } },
      { name: "host", hostPath: { path: "/run", type: "Directory" } },
      {
        name: "token",
        projected: { sources: [{ serviceAccountToken: { path: "token", expirationSeconds: 600 } }] },
      },
      { name: "claim", persistentVolumeClaim: { claimName: "web" } },
    ],
  },
};
const pods: PodList = {
  apiVersion: "v1",
  kind: "PodList",
  metadata: { resourceVersion: "1", continue: "x" },
  items: [pod],
};
const deployment: Deployment = {
  metadata,
  spec: {
    replicas: 2,
    selector,
    template,
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } },
  },
};
const replicaSet: ReplicaSet = { metadata, spec: { selector, template, replicas: 0 } };
const daemonSet: DaemonSet = { metadata, spec: { selector, template, updateStrategy: { type: "OnDelete" } } };
const statefulSet: StatefulSet = {
  metadata,
  spec: {
    selector,
    template,
    serviceName: "web",
    podManagementPolicy: "Parallel",
    volumeClaimTemplates: [
      {
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    ],
  },
};
const job: Job = {
  metadata,
  spec: {
    completionMode: "Indexed",
    backoffLimit: 3,
    template: { spec: { ...template.spec, restartPolicy: "OnFailure" } },
    podFailurePolicy: { rules: [{ action: "FailJob", onExitCodes: { operator: "In", values: [42] } }] },
  },
};
const cronJob: CronJob = {
  metadata,
  spec: {
    schedule: "*/5 * * * *",
    concurrencyPolicy: "Forbid",
    timeZone: "Etc/UTC",
    jobTemplate: { spec: { template } },
  },
};
const service: Service = {
  metadata,
  spec: {
    type: "LoadBalancer",
    selector: { app: "web" },
    ports: [
      { name: "http", port: 80, targetPort: "http", protocol: "TCP", nodePort: 30080 },
      { port: 81, targetPort: 81 },
    ],
    ipFamilyPolicy: "PreferDualStack",
    externalTrafficPolicy: "Local",
  },
};
const configMap: ConfigMap = {
  metadata,
  data: { "a.conf": "b" },
  binaryData: { c: "AAEC" },
  immutable: true,
};
const secret: Secret = { metadata, type: "Opaque", stringData: { a: "b" }, data: { c: "AAEC" } };
const serviceAccount: ServiceAccount = {
  metadata,
  imagePullSecrets: [{ name: "registry" }],
  automountServiceAccountToken: false,
};
const namespace: Namespace = {
  metadata: { name: "shop" },
  spec: { finalizers: ["kubernetes"] },
  status: { phase: "Active" },
};
const node: Node = {
  metadata: { name: "a" },
  spec: {
    taints: [{ key: "dedicated", effect: "NoExecute", timeAdded: "2026-01-01T00:00:00Z" }],
    unschedulable: true,
  },
  status: { capacity: { cpu: "4", memory: "16Gi" }, conditions: [{ type: "Ready", status: "True" }] },
};
const volume: PersistentVolume = {
  metadata: { name: "disk" },
  spec: {
    capacity: { storage: "10Gi" },
    accessModes: ["ReadWriteMany"],
    persistentVolumeReclaimPolicy: "Retain",
    nfs: { server: "nfs", path: "/" },
  },
};
const claim: PersistentVolumeClaim = {
  metadata,
  spec: {
    accessModes: ["ReadWriteOncePod"],
    volumeMode: "Block",
    resources: { requests: { storage: "1Gi" } },
    storageClassName: "fast",
  },
};
const event: Event = {
  metadata,
  involvedObject: { kind: "Pod", name: "web", namespace: "shop", fieldPath: "spec.containers{web}" },
  reason: "Started",
  eventTime: "2026-01-01T00:00:00.000000Z",
  firstTimestamp: "2026-01-01T00:00:00Z",
  count: 1,
};
const limitRange: LimitRange = {
  metadata,
  spec: { limits: [{ type: "Container", default: { cpu: "1" }, max: { cpu: 2 } }] },
};
const quota: ResourceQuota = {
  metadata,
  spec: {
    hard: { pods: "10", "requests.cpu": 4 },
    scopes: ["NotTerminating"],
    scopeSelector: { matchExpressions: [{ scopeName: "PriorityClass", operator: "Exists" }] },
  },
};
const endpoints: Endpoints = {
  metadata,
  subsets: [{ addresses: [{ ip: "10.0.0.1" }], ports: [{ port: 80 }] }],
};
const slice: EndpointSlice = {
  metadata,
  addressType: "IPv4",
  endpoints: [{ addresses: ["10.0.0.1"], conditions: { ready: true } }],
  ports: [{ port: 80, protocol: "TCP", name: "" }],
};
const binding: Binding = { metadata, target: { kind: "Node", name: "a" } };
const scale: Scale = { metadata, spec: { replicas: 3 }, status: { replicas: 2, selector: "app=web" } };
const eviction: Eviction = {
  metadata,
  deleteOptions: { gracePeriodSeconds: 0, preconditions: { uid: "a" } },
};
const tokenRequest: TokenRequest = { spec: { audiences: ["api"], expirationSeconds: 600 } };
const tokenReview: TokenReview = {
  spec: { token: "a" },
  status: { authenticated: true, user: { extra: { a: ["b"] } } },
};
const review: SelfSubjectAccessReview = { spec: { resourceAttributes: { verb: "get", resource: "pods" } } };
const autoscaler: HorizontalPodAutoscaler = {
  metadata,
  spec: {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
    minReplicas: 1,
    maxReplicas: 10,
    metrics: [
      {
        type: "Resource",
        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
      },
    ],
    behavior: { scaleDown: { policies: [{ type: "Percent", value: 10, periodSeconds: 60 }] } },
  },
};
const ingress: Ingress = {
  metadata,
  spec: {
    ingressClassName: "nginx",
    tls: [{ hosts: ["example.com"], secretName: "tls" }],
    rules: [
      {
        host: "example.com",
        http: {
          paths: [
            { path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } },
          ],
        },
      },
    ],
  },
};
const ingressClass: IngressClass = { metadata: { name: "nginx" }, spec: { controller: "example.com/nginx" } };
const policy: NetworkPolicy = {
  metadata,
  spec: {
    podSelector: selector,
    policyTypes: ["Ingress", "Egress"],
    ingress: [
      {
        from: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } }],
        ports: [{ port: "http", protocol: "TCP" }],
      },
    ],
  },
};
const budget: PodDisruptionBudget = {
  metadata,
  spec: { selector, maxUnavailable: "50%", unhealthyPodEvictionPolicy: "AlwaysAllow" },
};
const role: ClusterRole = {
  metadata: { name: "web" },
  rules: [
    { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
    { nonResourceURLs: ["/healthz"], verbs: ["get"] },
  ],
  aggregationRule: { clusterRoleSelectors: [selector] },
};
const roleBinding: RoleBinding = {
  metadata,
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "web" },
  subjects: [{ kind: "ServiceAccount", name: "web", namespace: "shop" }],
};
const lease: Lease = {
  metadata,
  spec: { holderIdentity: "a", leaseDurationSeconds: 15, renewTime: "2026-01-01T00:00:00.000000Z" },
};
const priority: PriorityClass = {
  metadata: { name: "high" },
  value: 1000,
  preemptionPolicy: "Never",
  globalDefault: false,
};
const storageClass: StorageClass = {
  metadata: { name: "fast" },
  provisioner: "example.com/disk",
  parameters: { type: "ssd" },
  volumeBindingMode: "WaitForFirstConsumer",
  reclaimPolicy: "Delete",
};
const attachment: VolumeAttachment = {
  metadata: { name: "a" },
  spec: { attacher: "csi", nodeName: "a", source: { persistentVolumeName: "disk" } },
};
const runtimeClass: RuntimeClass = {
  metadata: { name: "gvisor" },
  handler: "runsc",
  overhead: { podFixed: { cpu: "50m" } },
};
const request: CertificateSigningRequest = {
  metadata: { name: "a" },
  spec: { request: "AAEC", signerName: "example.com/signer", usages: ["digital signature", "server auth"] },
};
const flowSchema: FlowSchema = {
  metadata: { name: "a" },
  spec: {
    priorityLevelConfiguration: { name: "workload-low" },
    rules: [
      {
        subjects: [{ kind: "User", user: { name: "alice" } }],
        resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"], namespaces: ["*"] }],
      },
    ],
  },
};
const claimTemplate: ResourceClaimTemplate = {
  metadata,
  spec: {
    spec: {
      devices: { requests: [{ name: "gpu", exactly: { deviceClassName: "gpu.example.com", count: 1 } }] },
    },
  },
};
const apiService: APIService = {
  metadata: { name: "v1.metrics" },
  spec: { group: "metrics", version: "v1", groupPriorityMinimum: 100, versionPriority: 10, caBundle: "AAEC" },
};
const webhookRule = { apiGroups: [""], apiVersions: ["v1"], resources: ["pods"] };
const validating: ValidatingWebhookConfiguration = {
  metadata: { name: "a" },
  webhooks: [
    {
      name: "a.example.com",
      admissionReviewVersions: ["v1"],
      sideEffects: "None",
      failurePolicy: "Fail",
      rules: [{ ...webhookRule, operations: ["CREATE", "UPDATE"], scope: "Namespaced" }],
      clientConfig: { service: { name: "web", namespace: "shop", path: "/validate", port: 443 } },
      matchConditions: [{ name: "a", expression: "true" }],
    },
  ],
};
const mutating: MutatingWebhookConfiguration = {
  metadata: { name: "a" },
  webhooks: [
    {
      name: "a.example.com",
      admissionReviewVersions: ["v1"],
      sideEffects: "NoneOnDryRun",
      clientConfig: {},
      reinvocationPolicy: "Never",
    },
  ],
};
const admissionPolicy: ValidatingAdmissionPolicy = {
  metadata: { name: "a" },
  spec: {
    failurePolicy: "Fail",
    matchConstraints: { resourceRules: [{ ...webhookRule, operations: ["*"] }] },
    validations: [{ expression: "object.spec.replicas < 5", messageExpression: "'too many'" }],
  },
};
const policyBinding: ValidatingAdmissionPolicyBinding = {
  metadata: { name: "a" },
  spec: { policyName: "a", validationActions: ["Deny", "Audit"] },
};
const definition: CustomResourceDefinition = {
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { kind: "Widget", plural: "widgets", shortNames: ["w"] },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: {
          status: {},
          scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
        },
        additionalPrinterColumns: [{ name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" }],
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                default: {},
                "x-kubernetes-preserve-unknown-fields": true,
                "x-kubernetes-validations": [{ rule: "true", reason: "FieldValueInvalid" }],
                properties: { a: { enum: ["x", 1, null], $ref: "#/x" } },
              },
            },
          },
        },
      },
    ],
  },
};
const options: DeleteOptions = { propagationPolicy: "Foreground", dryRun: ["All"] };
const status: Status = {
  status: "Failure",
  reason: "NotFound",
  code: 404,
  metadata: {},
  details: { name: "web", causes: [{ field: "spec", reason: "FieldValueInvalid" }], retryAfterSeconds: 1 },
};

test("manifests of these kinds are constants of their types", () => {
  const manifests = [
    [pod, pods, deployment, replicaSet, daemonSet, statefulSet, job, cronJob, service, configMap, secret],
    [serviceAccount, namespace, node, volume, claim, event, limitRange, quota, endpoints, slice, binding],
    [scale, eviction, tokenRequest, tokenReview, review, autoscaler, ingress, ingressClass, policy, budget],
    [role, roleBinding, lease, priority, storageClass, attachment, runtimeClass, request, flowSchema],
    [
      claimTemplate,
      apiService,
      validating,
      mutating,
      admissionPolicy,
      policyBinding,
      definition,
      options,
      status,
    ],
  ].flat();
  expect(manifests).toHaveLength(50);
});

test("what the server would refuse does not compile", () => {
  const wrong = [
    // @ts-expect-error ports are numbers
    { containerPort: "80" } satisfies NonNullable<Container["ports"]>[number],
    // @ts-expect-error not a policy
    { ...container, imagePullPolicy: "Sometimes" } satisfies Container,
    // @ts-expect-error quantities are no booleans
    { limits: { cpu: true } } satisfies Container["resources"],
    // @ts-expect-error a volume has a name
    { emptyDir: {} } satisfies Volume,
    // @ts-expect-error a claim's size is in resources.requests
    { spec: { resources: { storage: "1Gi" } } } satisfies PersistentVolumeClaim,
    // @ts-expect-error it is called LoadBalancer
    { spec: { type: "LB" } } satisfies Service,
    // @ts-expect-error a path has a type
    { path: "/", backend: {} } satisfies HTTPIngressPath,
    // @ts-expect-error an Ingress has a backend for each path
    { path: "/", pathType: "Prefix" } satisfies HTTPIngressPath,
    // @ts-expect-error times are texts
    { metadata, spec: { renewTime: new Date(0) } } satisfies Lease,
    // @ts-expect-error bytes are base64
    { metadata, data: { a: new Uint8Array() } } satisfies Secret,
    // @ts-expect-error replicas are a number
    { spec: { replicas: "3" } } satisfies Scale,
    // @ts-expect-error an owner has a uid
    { ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: "a" }] } satisfies ObjectMeta,
    // @ts-expect-error a list has items
    { metadata: {} } satisfies PodList,
    // @ts-expect-error a role to bind
    { metadata, subjects: [] } satisfies RoleBinding,
    // @ts-expect-error a rule has verbs
    { metadata, rules: [{ resources: ["pods"] }] } satisfies ClusterRole,
    // @ts-expect-error a schedule, not a cron
    { spec: { cron: "* * * * *", jobTemplate: {} } } satisfies CronJob,
    // @ts-expect-error the wire says $ref
    { ref: "#/x" } satisfies JSONSchemaProps,
    // @ts-expect-error the wire says continue
    { _continue: "x" } satisfies ListMeta,
  ];
  expect(wrong).toHaveLength(18);
});

test("scalars and unions are as narrow as the server is", () => {
  expectTypeOf<Pod["spec"] & {}>()
    .toHaveProperty("restartPolicy")
    .toEqualTypeOf<"Always" | "Never" | "OnFailure" | undefined>();
  expectTypeOf<Secret["data"]>().toEqualTypeOf<Record<string, string> | undefined>();
  expectTypeOf<Container["resources"] & {}>()
    .toHaveProperty("limits")
    .toEqualTypeOf<Record<string, string | number> | undefined>();
  expectTypeOf<PodList["items"]>().toEqualTypeOf<Pod[]>();
  expectTypeOf<PodList>().toExtend<Partial<KubernetesList<Pod>>>();
  expectTypeOf<KubernetesList<Pod>>().toExtend<PodList>();
  expectTypeOf<ObjectMeta>().toEqualTypeOf<KubernetesObject["metadata"] & {}>();
  expectTypeOf<Event["eventTime"]>().toEqualTypeOf<string | undefined>();
  expectTypeOf<JSONSchemaProps["default"]>().toEqualTypeOf<unknown>();
});
