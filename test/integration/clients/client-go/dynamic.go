package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	typedcorev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/client-go/tools/pager"
	"k8s.io/client-go/tools/record"
	watchtools "k8s.io/client-go/tools/watch"
)

var (
	definitions = schema.GroupVersionResource{Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions"}
	gadgets     = schema.GroupVersionResource{Group: "clients.example.com", Version: "v1", Resource: "gadgets"}
	gadgetKind  = schema.GroupVersionKind{Group: "clients.example.com", Version: "v1", Kind: "Gadget"}
)

func discover(_ context.Context, config *rest.Config) error {
	client, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return err
	}
	version, err := client.ServerVersion()
	if err != nil || version.Major != "1" {
		return fmt.Errorf("version %v: %v", version, err)
	}
	lists, err := client.ServerPreferredResources()
	if err != nil || len(lists) < 10 {
		return fmt.Errorf("%d groups: %v", len(lists), err)
	}
	paths, err := client.OpenAPIV3().Paths()
	if err != nil {
		return err
	}
	if _, err := paths["apis/apps/v1"].Schema("application/json"); err != nil {
		return err
	}
	legacy, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return err
	}
	legacy.UseLegacyDiscovery = true
	if _, _, err := legacy.ServerGroupsAndResources(); err != nil {
		return err
	}
	mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(client))
	mapping, err := mapper.RESTMapping(schema.GroupKind{Group: "apps", Kind: "Deployment"})
	if err != nil || mapping.Resource.Resource != "deployments" || mapping.Scope.Name() != meta.RESTScopeNameNamespace {
		return fmt.Errorf("mapping %v: %v", mapping, err)
	}
	return nil
}

func customKind(ctx context.Context, config *rest.Config) error {
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	if _, err := client.Resource(definitions).Create(ctx, gadgetDefinition(), metav1.CreateOptions{}); err != nil {
		return err
	}
	discoveryClient, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return err
	}
	mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(discoveryClient))
	mapping, err := mapper.RESTMapping(gadgetKind.GroupKind(), gadgetKind.Version)
	if err != nil {
		return err
	}
	objects := client.Resource(mapping.Resource).Namespace(namespace)
	created, err := objects.Create(ctx, gadget("one", 1), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	if _, err := objects.Create(ctx, gadget("big", 99), metav1.CreateOptions{}); !errors.IsInvalid(err) {
		return fmt.Errorf("expected Invalid, got %v", err)
	}
	_ = unstructured.SetNestedField(created.Object, "Ready", "status", "phase")
	updated, err := objects.UpdateStatus(ctx, created, metav1.UpdateOptions{})
	if err != nil || updated.GetGeneration() != 1 {
		return fmt.Errorf("status: %v %v", updated, err)
	}
	applied, err := objects.Apply(ctx, "one", gadget("one", 2), metav1.ApplyOptions{FieldManager: "go", Force: true})
	if err != nil || applied.GetGeneration() != 2 {
		return fmt.Errorf("applied: %v %v", applied, err)
	}
	patch := []byte(`[{"op":"test","path":"/spec/size","value":2},{"op":"replace","path":"/spec/size","value":3}]`)
	if _, err = objects.Patch(ctx, "one", types.JSONPatchType, patch, metav1.PatchOptions{}); err != nil {
		return err
	}
	return objects.DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{LabelSelector: "app=gadget"})
}

func gadget(name string, size int64) *unstructured.Unstructured {
	object := &unstructured.Unstructured{Object: map[string]any{"spec": map[string]any{"size": size}}}
	object.SetGroupVersionKind(gadgetKind)
	object.SetName(name)
	object.SetNamespace(namespace)
	object.SetLabels(map[string]string{"app": "gadget"})
	return object
}

func gadgetDefinition() *unstructured.Unstructured {
	properties := map[string]any{
		"spec": map[string]any{
			"type":       "object",
			"properties": map[string]any{"size": map[string]any{"type": "integer", "maximum": int64(10)}},
		},
		"status": map[string]any{
			"type":       "object",
			"properties": map[string]any{"phase": map[string]any{"type": "string"}},
		},
	}
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "apiextensions.k8s.io/v1",
		"kind":       "CustomResourceDefinition",
		"metadata":   map[string]any{"name": "gadgets.clients.example.com"},
		"spec": map[string]any{
			"group": "clients.example.com",
			"scope": "Namespaced",
			"names": map[string]any{"plural": "gadgets", "singular": "gadget", "kind": "Gadget"},
			"versions": []any{map[string]any{
				"name": "v1", "served": true, "storage": true,
				"subresources": map[string]any{"status": map[string]any{}},
				"schema":       map[string]any{"openAPIV3Schema": map[string]any{"type": "object", "properties": properties}},
			}},
		},
	}}
}

func metadataOnly(ctx context.Context, config *rest.Config) error {
	client, err := metadata.NewForConfig(config)
	if err != nil {
		return err
	}
	list, err := client.Resource(corev1.SchemeGroupVersion.WithResource("namespaces")).List(ctx, metav1.ListOptions{})
	if err != nil || len(list.Items) < 4 {
		return fmt.Errorf("namespaces %v: %v", list, err)
	}
	return nil
}

func sharedInformers(ctx context.Context, config *rest.Config) error {
	clients, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	factory := informers.NewSharedInformerFactory(clients, 0)
	var added, updated, deleted atomic.Int32
	informer := factory.Core().V1().Secrets().Informer()
	_, err = informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { added.Add(1) },
		UpdateFunc: func(any, any) { updated.Add(1) },
		DeleteFunc: func(any) { deleted.Add(1) },
	})
	if err != nil {
		return err
	}
	factory.Apps().V1().Deployments().Informer()
	factory.Core().V1().Pods().Informer()
	factory.Start(ctx.Done())
	for kind, synced := range factory.WaitForCacheSync(ctx.Done()) {
		if !synced {
			return fmt.Errorf("%v was not synced", kind)
		}
	}
	secrets := clients.CoreV1().Secrets(namespace)
	secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "watched"}, StringData: map[string]string{"a": "1"}}
	created, err := secrets.Create(ctx, secret, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	created.Data["b"] = []byte("2")
	if _, err := secrets.Update(ctx, created, metav1.UpdateOptions{}); err != nil {
		return err
	}
	if err := secrets.Delete(ctx, "watched", metav1.DeleteOptions{}); err != nil {
		return err
	}
	told := func(context.Context) (bool, error) { return deleted.Load() == 1, nil }
	if err := wait.PollUntilContextCancel(ctx, 10*time.Millisecond, true, told); err != nil {
		return err
	}
	if added.Load() != 1 || updated.Load() != 1 {
		return fmt.Errorf("told of %d, %d, %d", added.Load(), updated.Load(), deleted.Load())
	}
	return nil
}

func dynamicInformer(ctx context.Context, config *rest.Config) error {
	client, err := dynamic.NewForConfig(config)
	if err != nil {
		return err
	}
	factory := dynamicinformer.NewDynamicSharedInformerFactory(client, 0)
	lister := factory.ForResource(gadgets).Lister()
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	if _, err := client.Resource(gadgets).Namespace(namespace).Create(ctx, gadget("informed", 1), metav1.CreateOptions{}); err != nil {
		return err
	}
	seen := func(context.Context) (bool, error) {
		_, err := lister.ByNamespace(namespace).Get("informed")
		return err == nil, nil
	}
	return wait.PollUntilContextCancel(ctx, 10*time.Millisecond, true, seen)
}

func pages(ctx context.Context, config *rest.Config) error {
	clients, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	configMaps := clients.CoreV1().ConfigMaps(namespace)
	for index := range 25 {
		object := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{GenerateName: "page-", Labels: map[string]string{"page": fmt.Sprint(index % 2)}}}
		if _, err := configMaps.Create(ctx, object, metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	list := pager.New(func(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
		return configMaps.List(ctx, options)
	})
	list.PageSize = 4
	count := 0
	err = list.EachListItem(ctx, metav1.ListOptions{LabelSelector: "page=1"}, func(runtime.Object) error {
		count++
		return nil
	})
	if err != nil || count != 12 {
		return fmt.Errorf("%d of 12: %v", count, err)
	}
	return configMaps.DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{LabelSelector: "page"})
}

func watchUntil(ctx context.Context, config *rest.Config) error {
	clients, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	if _, err := clients.AppsV1().Deployments(namespace).Create(ctx, deployment("watched", 1), metav1.CreateOptions{}); err != nil {
		return err
	}
	source := cache.NewListWatchFromClient(clients.AppsV1().RESTClient(), "deployments", namespace, fields.OneTermEqualSelector("metadata.name", "watched"))
	_, err = watchtools.UntilWithSync(ctx, source, &appsv1.Deployment{}, nil, func(event watch.Event) (bool, error) {
		found, is := event.Object.(*appsv1.Deployment)
		return is && found.Status.ReadyReplicas == 1, nil
	})
	return err
}

func leaderElection(ctx context.Context, config *rest.Config) error {
	clients, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	lead := func(ctx context.Context, identity string, led func()) {
		lock := &resourcelock.LeaseLock{
			LeaseMeta:  metav1.ObjectMeta{Name: "elected", Namespace: namespace},
			Client:     clients.CoordinationV1(),
			LockConfig: resourcelock.ResourceLockConfig{Identity: identity},
		}
		leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
			Lock: lock, ReleaseOnCancel: true,
			LeaseDuration: 2 * time.Second, RenewDeadline: time.Second, RetryPeriod: 100 * time.Millisecond,
			Callbacks: leaderelection.LeaderCallbacks{
				OnStartedLeading: func(context.Context) { led() },
				OnStoppedLeading: func() {},
			},
		})
	}
	for _, identity := range []string{"one", "two"} {
		leading := make(chan struct{})
		ended := make(chan struct{})
		own, cancel := context.WithCancel(ctx)
		go func() {
			lead(own, identity, func() { close(leading) })
			close(ended)
		}()
		select {
		case <-leading:
		case <-ctx.Done():
			cancel()
			return fmt.Errorf("%s does not lead: %w", identity, ctx.Err())
		}
		cancel()
		<-ended
	}
	lease, err := clients.CoordinationV1().Leases(namespace).Get(ctx, "elected", metav1.GetOptions{})
	if err != nil || *lease.Spec.LeaseTransitions != 1 {
		return fmt.Errorf("lease %v: %v", lease, err)
	}
	return nil
}

func events(ctx context.Context, config *rest.Config) error {
	clients, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	object, err := clients.CoreV1().ConfigMaps(namespace).Create(ctx, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "told"}}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	broadcaster := record.NewBroadcaster()
	defer broadcaster.Shutdown()
	broadcaster.StartRecordingToSink(&typedcorev1.EventSinkImpl{Interface: clients.CoreV1().Events("")})
	recorder := broadcaster.NewRecorder(scheme.Scheme, corev1.EventSource{Component: "client-go"})
	for range 3 {
		recorder.Event(object, corev1.EventTypeNormal, "Told", "something happened")
	}
	counted := func(ctx context.Context) (bool, error) {
		list, err := clients.CoreV1().Events(namespace).List(ctx, metav1.ListOptions{FieldSelector: "involvedObject.name=told,reason=Told"})
		return err == nil && len(list.Items) == 1 && list.Items[0].Count == 3, err
	}
	return wait.PollUntilContextCancel(ctx, 20*time.Millisecond, true, counted)
}
