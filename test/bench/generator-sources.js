// The same kinds as a TypeScript folder and as a Go package: each embeds ResourceRequirements and a LabelSelector, and has conditions and a keyed list.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes a project with a PROJECT file and one file a kind; returns where the first kind is. */
export function writeTypeScript(folder, kinds) {
  const api = join(folder, "src", "api", "v1");
  mkdirSync(api, { recursive: true });
  writeFileSync(join(folder, "PROJECT"), project);
  writeFileSync(
    join(folder, "package.json"),
    `${JSON.stringify({ name: "bench", private: true, type: "module" })}\n`,
  );
  for (const kind of kindNames(kinds))
    writeFileSync(join(api, `${kind.toLowerCase()}.ts`), typeScriptKind(kind));
  return join(api, "bench000.ts");
}

/** Writes an ordinary module and fetches what it requires. */
export function writeGo(folder, kinds) {
  const api = join(folder, "api", "v1");
  mkdirSync(api, { recursive: true });
  writeFileSync(join(folder, "go.mod"), goModule);
  writeFileSync(join(api, "groupversion.go"), goGroup);
  for (const kind of kindNames(kinds)) writeFileSync(join(api, `${kind.toLowerCase()}.go`), goKind(kind));
  execFileSync("go", ["mod", "tidy"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
}

function kindNames(kinds) {
  return Array.from({ length: kinds }, (_, index) => `Bench${String(index).padStart(3, "0")}`);
}

const project = `cliVersion: 0.1.0
domain: example.com
layout:
- typescript.kubewright/v1
projectName: bench
version: "3"
`;

const typeScriptKind = (kind) => `import {
  resource,
  type Condition,
  type CustomResource,
  type Int32,
  type Int64,
} from "kubewright";
import type { ResourceRequirements } from "kubewright/k8s/core/v1";
import type { LabelSelector } from "kubewright/k8s/meta/v1";

/** One port that ${kind} listens on. */
export interface ${kind}Port {
  /**
   * Name of the port, unique in the list.
   * @minLength 1
   * @maxLength 63
   */
  name: string;
  /**
   * Number of the port.
   * @minimum 1
   * @maximum 65535
   */
  port: Int32;
  /** Protocol of the port. */
  protocol?: "TCP" | "UDP" | "SCTP";
}

/** What ${kind} should be like. */
export interface ${kind}Spec {
  /**
   * How many replicas run.
   * @minimum 0
   * @default 1
   */
  replicas?: Int32;
  /**
   * Image that the replicas run.
   * @minLength 1
   */
  image: string;
  /** Stops all work as long as it is set. */
  paused?: boolean;
  /** What each replica may use. */
  resources?: ResourceRequirements;
  /** Which pods belong to it. */
  selector?: LabelSelector;
  /**
   * Where it listens.
   * @listType map
   * @listMapKey name
   */
  ports?: ${kind}Port[];
  /** Labels that every replica gets. */
  labels?: Record<string, string>;
  /** Arguments of the program. */
  args?: string[];
}

/** What was last seen of ${kind}. */
export interface ${kind}Status {
  /** Generation that this was seen of. */
  observedGeneration?: Int64;
  /** Replicas that are ready. */
  readyReplicas?: Int32;
  /** What holds of it now. */
  conditions?: Condition[];
}

/** ${kind} is one of many. */
export interface ${kind} extends CustomResource<${kind}Spec, ${kind}Status> {}

export const ${kind} = resource<${kind}>({
  group: "bench.example.com",
  version: "v1",
  kind: "${kind}",
});
`;

const goModule = `module example.com/bench

go 1.25.0

require (
	k8s.io/api v0.36.0
	k8s.io/apimachinery v0.36.0
)
`;

const goGroup = `// +groupName=bench.example.com
package v1
`;

const goKind = (kind) => `package v1

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ${kind}Port is one port that ${kind} listens on.
type ${kind}Port struct {
	// Name of the port, unique in the list.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	Name string \`json:"name"\`
	// Number of the port.
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=65535
	Port int32 \`json:"port"\`
	// Protocol of the port.
	// +kubebuilder:validation:Enum=TCP;UDP;SCTP
	// +optional
	Protocol string \`json:"protocol,omitempty"\`
}

// ${kind}Spec is what ${kind} should be like.
type ${kind}Spec struct {
	// How many replicas run.
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:default=1
	// +optional
	Replicas *int32 \`json:"replicas,omitempty"\`
	// Image that the replicas run.
	// +kubebuilder:validation:MinLength=1
	Image string \`json:"image"\`
	// Stops all work as long as it is set.
	// +optional
	Paused bool \`json:"paused,omitempty"\`
	// What each replica may use.
	// +optional
	Resources *corev1.ResourceRequirements \`json:"resources,omitempty"\`
	// Which pods belong to it.
	// +optional
	Selector *metav1.LabelSelector \`json:"selector,omitempty"\`
	// Where it listens.
	// +listType=map
	// +listMapKey=name
	// +optional
	Ports []${kind}Port \`json:"ports,omitempty"\`
	// Labels that every replica gets.
	// +optional
	Labels map[string]string \`json:"labels,omitempty"\`
	// Arguments of the program.
	// +optional
	Args []string \`json:"args,omitempty"\`
}

// ${kind}Status is what was last seen of ${kind}.
type ${kind}Status struct {
	// Generation that this was seen of.
	// +optional
	ObservedGeneration int64 \`json:"observedGeneration,omitempty"\`
	// Replicas that are ready.
	// +optional
	ReadyReplicas int32 \`json:"readyReplicas,omitempty"\`
	// What holds of it now.
	// +listType=map
	// +listMapKey=type
	// +optional
	Conditions []metav1.Condition \`json:"conditions,omitempty"\`
}

// ${kind} is one of many.
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
type ${kind} struct {
	metav1.TypeMeta   \`json:",inline"\`
	metav1.ObjectMeta \`json:"metadata,omitempty"\`

	Spec   ${kind}Spec   \`json:"spec"\`
	Status ${kind}Status \`json:"status,omitempty"\`
}
`;
