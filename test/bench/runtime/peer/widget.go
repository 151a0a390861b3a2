package main

import (
	"maps"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Widget is the kind of the bench, with types as kubebuilder would have them.
type Widget struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`
	Spec              WidgetSpec   `json:"spec"`
	Status            WidgetStatus `json:"status,omitempty"`
}

type WidgetSpec struct {
	Size       int32             `json:"size,omitempty"`
	SentAt     string            `json:"sentAt,omitempty"`
	Settings   map[string]string `json:"settings,omitempty"`
	Containers []Container       `json:"containers,omitempty"`
}

type Container struct {
	Name      string            `json:"name"`
	Image     string            `json:"image"`
	Args      []string          `json:"args,omitempty"`
	Env       []EnvVar          `json:"env,omitempty"`
	Ports     []Port            `json:"ports,omitempty"`
	Limits    map[string]string `json:"limits,omitempty"`
	Requests  map[string]string `json:"requests,omitempty"`
	Mounts    []Mount           `json:"mounts,omitempty"`
	ReadOnly  bool              `json:"readOnly,omitempty"`
	RunAsUser int64             `json:"runAsUser,omitempty"`
}

type EnvVar struct {
	Name  string `json:"name"`
	Value string `json:"value,omitempty"`
}

type Port struct {
	Name          string `json:"name,omitempty"`
	ContainerPort int32  `json:"containerPort"`
	Protocol      string `json:"protocol,omitempty"`
}

type Mount struct {
	Name      string `json:"name"`
	MountPath string `json:"mountPath"`
	ReadOnly  bool   `json:"readOnly,omitempty"`
}

type WidgetStatus struct {
	Phase              string `json:"phase,omitempty"`
	Run                string `json:"run,omitempty"`
	ObservedGeneration int64  `json:"observedGeneration,omitempty"`
}

// WidgetList is a list of them.
type WidgetList struct {
	metav1.TypeMeta `json:",inline"`
	metav1.ListMeta `json:"metadata,omitempty"`
	Items           []Widget `json:"items"`
}

var groupVersion = schema.GroupVersion{Group: "bench.example.com", Version: "v1"}

func addToScheme(scheme *runtime.Scheme) {
	scheme.AddKnownTypes(groupVersion, &Widget{}, &WidgetList{})
	metav1.AddToGroupVersion(scheme, groupVersion)
}

// DeepCopyObject does what controller-gen would have written.
func (in *Widget) DeepCopyObject() runtime.Object { return in.DeepCopy() }

func (in *Widget) DeepCopy() *Widget {
	out := new(Widget)
	in.deepCopyInto(out)
	return out
}

func (in *Widget) deepCopyInto(out *Widget) {
	*out = *in
	in.ObjectMeta.DeepCopyInto(&out.ObjectMeta)
	out.Spec.Settings = maps.Clone(in.Spec.Settings)
	out.Spec.Containers = slices.Clone(in.Spec.Containers)
	for i := range out.Spec.Containers {
		container := &out.Spec.Containers[i]
		container.Args = slices.Clone(container.Args)
		container.Env = slices.Clone(container.Env)
		container.Ports = slices.Clone(container.Ports)
		container.Mounts = slices.Clone(container.Mounts)
		container.Limits = maps.Clone(container.Limits)
		container.Requests = maps.Clone(container.Requests)
	}
}

func (in *WidgetList) DeepCopyObject() runtime.Object {
	out := &WidgetList{TypeMeta: in.TypeMeta, ListMeta: in.ListMeta, Items: make([]Widget, len(in.Items))}
	for i := range in.Items {
		in.Items[i].deepCopyInto(&out.Items[i])
	}
	return out
}
