import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Kubectl, KubectlTarget } from "../../src/cluster/kubectl.ts";
import type { Io } from "../../src/cli/io.ts";
import { recordingKubectl } from "./recording-kubectl.ts";
import { runCli } from "./run-cli.ts";
import { scaffoldedProject } from "./scaffolded-project.ts";

/** A CRD as it lies in config/crd/bases. */
export const crd = (description = "a widget") => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.cache.example.com
spec:
  group: cache.example.com
  names: { kind: Widget, plural: widgets }
  scope: Namespaced
  versions: [{ name: v1, served: true, storage: true }]
  description: ${description}
`;

/** What config/default comes to. */
export const all = `${crd()}---
apiVersion: v1
kind: Namespace
metadata:
  name: cache-operator-system
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cache-operator-controller-manager
  namespace: cache-operator-system
spec:
  selector: { matchLabels: { control-plane: controller-manager, app: cache } }
  template: { spec: { containers: [{ name: manager,
        image: cache:v1
      }] } }
`;

/** A project with a CRD on disk, and a kubectl that renders it without kustomize. */
export async function clusterProject(overrides: Partial<Kubectl> = {}, io: Partial<Io> = {}) {
  const { root } = await scaffoldedProject();
  const writeCrd = (text: string) => {
    mkdirSync(join(root, "config/crd/bases"), { recursive: true });
    writeFileSync(join(root, "config/crd/bases/widgets.yaml"), text);
  };
  writeCrd(crd());
  const kustomize = async (folder: string) =>
    folder.endsWith("crd") ? readFileSync(join(root, "config/crd/bases/widgets.yaml"), "utf8") : all;
  const kubectl = recordingKubectl({ kustomize, ...overrides });
  const targets: (KubectlTarget | undefined)[] = [];
  const drivers = {
    ...io.drivers,
    kubectl: async (target?: KubectlTarget) => {
      targets.push(target);
      return kubectl;
    },
  };
  const cli = (...argv: string[]) => runCli(argv, { ...io, cwd: root, drivers });
  return { root, kubectl, targets, cli, writeCrd };
}
