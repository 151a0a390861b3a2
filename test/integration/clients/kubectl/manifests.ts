const web = (replicas: number, image: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { app: web } }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: main, image: "${image}", ports: [{ containerPort: 80 }], resources: { requests: { cpu: 10m } } }] }
`;

/** Files that the rows name. */
export const manifests: Readonly<Record<string, string>> = {
  "web.yaml": web(2, "web:1"),
  "web-3.yaml": web(3, "web:1"),
  "kinds.yaml": `
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data: { a: "1" }
---
apiVersion: v1
kind: Secret
metadata: { name: secret }
stringData: { a: "1" }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  serviceName: db
  selector: { matchLabels: { app: db } }
  template: { metadata: { labels: { app: db } }, spec: { containers: [{ name: main, image: db }] } }
  volumeClaimTemplates: [{ metadata: { name: data }, spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } }]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent }
spec:
  selector: { matchLabels: { app: agent } }
  template: { metadata: { labels: { app: agent } }, spec: { containers: [{ name: main, image: agent }] } }
---
apiVersion: v1
kind: ReplicationController
metadata: { name: old }
spec: { replicas: 0, selector: { app: old }, template: { metadata: { labels: { app: old } }, spec: { containers: [{ name: main, image: old }] } } }
---
apiVersion: batch/v1
kind: Job
metadata: { name: once }
spec: { template: { spec: { restartPolicy: Never, containers: [{ name: main, image: job }] } } }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly }
spec: { schedule: "0 3 * * *", jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: main, image: job }] } } } } }
---
apiVersion: v1
kind: Service
metadata: { name: db }
spec: { clusterIP: None, selector: { app: db }, ports: [{ port: 5432 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop }
spec: { rules: [{ host: shop, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: db, port: { number: 80 } } } }] } }] }
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: any }
spec: { controller: example.com/any }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: closed }
spec: { podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 80 }] }] }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: db }
spec: { maxUnavailable: 1, selector: { matchLabels: { app: db } } }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: db }
spec:
  maxReplicas: 5
  scaleTargetRef: { apiVersion: apps/v1, kind: StatefulSet, name: db }
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } }]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: files }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: robot }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: reader }
rules: [{ apiGroups: [""], resources: [configmaps], verbs: [get, list] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: reader }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
subjects: [{ kind: ServiceAccount, name: robot, namespace: default }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: all-reader }
rules: [{ apiGroups: [""], resources: [configmaps], verbs: [get, list] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: all-reader }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all-reader }
subjects: [{ kind: Group, name: readers, apiGroup: rbac.authorization.k8s.io }]
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: { name: high }
value: 1000
---
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: { name: lease }
spec: { holderIdentity: somebody }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: parcels.kubectl.example.com }
spec:
  group: kubectl.example.com
  scope: Namespaced
  names: { plural: parcels, singular: parcel, kind: Parcel, shortNames: [prcl], categories: [all] }
  versions:
    - name: v1
      served: true
      storage: true
      subresources: { status: {}, scale: { specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas } }
      additionalPrinterColumns: [{ name: Weight, type: integer, jsonPath: .spec.weight }]
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec: { type: object, properties: { weight: { type: integer, maximum: 10, description: In kilograms. }, replicas: { type: integer } } }
            status: { type: object, properties: { replicas: { type: integer }, phase: { type: string } } }
`,
  "parcel.yaml":
    "apiVersion: kubectl.example.com/v1\nkind: Parcel\nmetadata: { name: one }\nspec: { weight: 1 }\n",
  "parcel-2.yaml":
    "apiVersion: kubectl.example.com/v1\nkind: Parcel\nmetadata: { name: one }\nspec: { weight: 2 }\n",
  "heavy.yaml":
    "apiVersion: kubectl.example.com/v1\nkind: Parcel\nmetadata: { name: heavy }\nspec: { weight: 99 }\n",
  "typo.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: typo }\ndatas: {}\n",
  "settings.yaml": 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { a: "2" }\n',
  "rights.yaml": `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: reader, namespace: default }
rules: [{ apiGroups: [""], resources: [configmaps], verbs: [get, list, watch] }]
`,
  "request.yaml": `
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: { name: jane }
spec:
  signerName: kubernetes.io/kube-apiserver-client
  usages: [client auth]
  request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIZU1JR0dBZ0VBTUNReERUQUxCZ05WQkFNTUJHcGhibVV4RXpBUkJnTlZCQW9NQ21SbGRtVnNiM0JsY25NdwpXVEFUQmdjcWhrak9QUUlCQmdncWhrak9QUU1CQndOQ0FBUk1YaDNNQ0YvNURKN0JVZ1M3TnlEYkEyQU9RNWNSCk5GeU5ZUk9hTWNQVzY0Nk1XbFc1VGtyMGNMNVQzNUp2cys0eUhaaERYNExrZmthRloyVzd5bTlRb0FBd0NnWUkKS29aSXpqMEVBd0lEUndBd1JBSWdHOFhPd0EwUFArcXZ2d2g2WHVLMDI4MTNyaVExOFVyQlkwcnJsNlhOZGZnQwpJRjNmUFIzNm1md0xOcUJ1LzlLL2M3Vmh6SXpidCt4b3VGRW9iSHBQc2hRWgotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K
`,
};
