import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { findProgram, reason, useClients } from "./programs.ts";

const helm = findProgram("helm");

const files: Readonly<Record<string, string>> = {
  "Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
  "values.yaml": "replicas: 1\nimage: web:1\nbroken: false\n",
  "crds/parcels.yaml": `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: parcels.helm.example.com }
spec:
  group: helm.example.com
  scope: Namespaced
  names: { plural: parcels, singular: parcel, kind: Parcel }
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: { weight: { type: integer } } } } } }
`,
  "templates/workloads.yaml": `
apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ .Release.Name }}-web, labels: { release: {{ .Release.Name }} } }
spec:
  replicas: {{ .Values.replicas }}
  selector: { matchLabels: { app: web } }
  template:
    metadata:
      labels: { app: web }
      {{- if .Values.broken }}
      annotations: { sandbox.kubewright.dev/image-pull-error: "not found" }
      {{- end }}
    spec: { serviceAccountName: shop, containers: [{ name: main, image: "{{ .Values.image }}" }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: {{ .Release.Name }}-db }
spec:
  replicas: 2
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: main, image: db }] }
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: {{ .Release.Name }}-agent }
spec:
  selector: { matchLabels: { app: agent } }
  template:
    metadata: { labels: { app: agent } }
    spec: { containers: [{ name: main, image: agent }] }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: {{ .Release.Name }}-nightly }
spec:
  schedule: "0 3 * * *"
  jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: main, image: job }] } } } }
---
apiVersion: batch/v1
kind: Job
metadata: { name: {{ .Release.Name }}-once-{{ .Release.Revision }} }
spec: { template: { spec: { restartPolicy: Never, containers: [{ name: main, image: job }] } } }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: {{ .Release.Name }}-files }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`,
  "templates/rest.yaml": `
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: shop }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: shop }
rules: [{ apiGroups: [""], resources: [configmaps], verbs: [get] }]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: shop }
subjects: [{ kind: ServiceAccount, name: shop }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings }
data:
  image: {{ .Values.image }}
  there: {{ if lookup "v1" "Namespace" "" "default" }}"yes"{{ else }}"no"{{ end }}
  capable: {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" | quote }}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web }
spec: { rules: [{ host: shop, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] } }] }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web }
spec: { minAvailable: 0, selector: { matchLabels: { app: web } } }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web }
spec: { maxReplicas: 5, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: {{ .Release.Name }}-web } }
---
apiVersion: helm.example.com/v1
kind: Parcel
metadata: { name: first }
spec: { weight: 3 }
`,
  "templates/hooks.yaml": `
{{- range list "pre-install" "post-install" "pre-upgrade" "pre-rollback" "post-delete" "test" }}
---
apiVersion: {{ if eq . "test" }}v1{{ else }}batch/v1{{ end }}
kind: {{ if eq . "test" }}Pod{{ else }}Job{{ end }}
metadata:
  name: hook-{{ . }}
  annotations:
    "helm.sh/hook": {{ . }}
    "helm.sh/hook-delete-policy": before-hook-creation{{ if ne . "post-install" }},hook-succeeded{{ end }}
{{- if eq . "test" }}
spec: { restartPolicy: Never, containers: [{ name: main, image: hook }] }
{{- else }}
spec: { template: { spec: { restartPolicy: Never, containers: [{ name: main, image: hook }] } } }
{{- end }}
{{- end }}
`,
  "templates/NOTES.txt": "{{ .Chart.Name }} is there\n",
};

describe.skipIf(!helm)(`helm on a sandbox (${helm ? "found" : reason("helm")})`, () => {
  const clients = useClients();
  const run = (line: string) => clients.run(helm ?? "", line.split(" "));
  const right = async (line: string) => {
    const { code, text } = await run(line);
    if (code !== 0) throw new Error(`helm ${line}: ${code}\n${text}`);
    return text;
  };
  const list = (group: string, version: string, plural: string) => {
    const { registry } = clients.sandbox;
    return registry.list(registry.resource(group, version, plural), { namespace: "shop" }).items;
  };
  const names = (...resource: [string, string, string]) =>
    list(...resource).map(({ metadata }) => metadata.name);
  const image = () =>
    (
      list("apps", "v1", "deployments")[0]?.spec as {
        template: { spec: { containers: { image: string }[] } };
      }
    ).template.spec.containers[0]?.image;

  beforeAll(() => {
    for (const folder of ["chart", "chart/crds", "chart/templates"]) mkdirSync(join(clients.folder, folder));
    for (const [name, text] of Object.entries(files)) clients.write(`chart/${name}`, text);
  });

  test("install --wait: definitions, hooks, all kinds", { timeout: 120_000 }, async () => {
    const text = await right(
      "install shop chart -n shop --create-namespace --wait --wait-for-jobs --timeout 30s",
    );
    expect(text).toContain("STATUS: deployed");
    expect(text).toContain("shop is there");
    // the hook that stays is done, the others are gone
    expect(names("batch", "v1", "jobs")).toEqual(["hook-post-install", "shop-once-1"]);
    expect(names("apps", "v1", "statefulsets")).toEqual(["shop-db"]);
    expect(names("helm.example.com", "v1", "parcels")).toEqual(["first"]);
    expect(names("", "v1", "persistentvolumeclaims")).toEqual([
      "data-shop-db-0",
      "data-shop-db-1",
      "shop-files",
    ]);
    const settings = list("", "v1", "configmaps").find(({ metadata }) => metadata.name === "settings");
    expect(settings?.data).toEqual({ image: "web:1", there: "yes", capable: "true" });
    expect(await right("test shop -n shop")).toContain("Phase:          Succeeded");
  });

  test("install again is refused; status, get, list, history", async () => {
    const { code, text } = await run("install shop chart -n shop");
    expect([code, text]).toEqual([
      1,
      expect.stringContaining("cannot re-use a name that is still in use") as string,
    ]);
    expect(await right("status shop -n shop --show-resources")).toMatch(/^shop-web +1\/1 /m);
    expect(await right("list -A")).toMatch(/^shop\s+shop\s+1\s.*deployed/m);
    expect(await right("get manifest shop -n shop")).toContain("kind: StatefulSet");
  });

  test("upgrade --wait, one that fails, --atomic, rollback, history", { timeout: 240_000 }, async () => {
    await right("upgrade shop chart -n shop --wait --timeout 30s --set image=web:2,replicas=2");
    expect(image()).toBe("web:2");
    const broken = await run("upgrade shop chart -n shop --wait --timeout 2s --set image=web:3,broken=true");
    expect(broken.code).toBe(1);
    expect(broken.text).toMatch(/context deadline exceeded|timed out/);
    await right("rollback shop 2 -n shop --wait --timeout 30s");
    expect(image()).toBe("web:2");
    const atomic = await run(
      "upgrade shop chart -n shop --atomic --timeout 2s --set image=web:4,broken=true",
    );
    expect(atomic.code).toBe(1);
    expect(image()).toBe("web:2");
    expect(
      await right("upgrade --install shop chart -n shop --reuse-values --set image=web:5 --dry-run=server"),
    ).toContain("web:5");
    const history = await right("history shop -n shop");
    expect(history.match(/superseded|deployed|failed/g)).toContain("failed");
    expect(history).toMatch(/Rollback to 2/);
  });

  test("uninstall --wait leaves definitions and claims of templates", { timeout: 120_000 }, async () => {
    await right("uninstall shop -n shop --wait --cascade foreground --timeout 30s");
    expect(names("apps", "v1", "deployments")).toEqual([]);
    // hooks that are not deleted by their policy stay, with their Pods
    expect(names("", "v1", "pods").filter((name) => !name?.startsWith("hook-"))).toEqual([]);
    expect(names("", "v1", "secrets")).toEqual([]);
    expect(names("", "v1", "persistentvolumeclaims")).toEqual(["data-shop-db-0", "data-shop-db-1"]);
    expect(names("helm.example.com", "v1", "parcels")).toEqual([]);
  });
});
