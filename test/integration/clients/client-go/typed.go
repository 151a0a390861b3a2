package main

import (
	"context"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	appsv1ac "k8s.io/client-go/applyconfigurations/apps/v1"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"
	metav1ac "k8s.io/client-go/applyconfigurations/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/remotecommand"
	"k8s.io/client-go/util/retry"
	"time"
)

func typedProtobuf(ctx context.Context, config *rest.Config) error {
	config.ContentType = "application/vnd.kubernetes.protobuf"
	return typed(ctx, config, "protobuf")
}

func typedJSON(ctx context.Context, config *rest.Config) error {
	config.ContentType = "application/json"
	return typed(ctx, config, "json")
}

// typedCBOR asks as a client does that has CBOR enabled: the server may answer in JSON.
func typedCBOR(ctx context.Context, config *rest.Config) error {
	config.AcceptContentTypes = "application/cbor,application/vnd.kubernetes.protobuf;q=0.9,application/json;q=0.8"
	return typed(ctx, config, "cbor")
}

func typed(ctx context.Context, config *rest.Config, name string) error {
	clients, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	deployments := clients.AppsV1().Deployments(namespace)
	created, err := deployments.Create(ctx, deployment(name, 2), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	if created.UID == "" || created.Spec.RevisionHistoryLimit == nil {
		return fmt.Errorf("no uid or defaults in %v", created)
	}
	if _, err := deployments.Create(ctx, deployment(name, 2), metav1.CreateOptions{}); !errors.IsAlreadyExists(err) {
		return fmt.Errorf("created again: %v", err)
	}
	ready := func(ctx context.Context) (bool, error) {
		found, err := deployments.Get(ctx, name, metav1.GetOptions{})
		return err == nil && found.Status.ReadyReplicas == 2, err
	}
	if err := wait.PollUntilContextCancel(ctx, 20*time.Millisecond, true, ready); err != nil {
		return err
	}
	patch := []byte(`{"spec":{"template":{"spec":{"containers":[{"name":"main","image":"web:2"}]}}}}`)
	patched, err := deployments.Patch(ctx, name, types.StrategicMergePatchType, patch, metav1.PatchOptions{})
	if err != nil || patched.Spec.Template.Spec.Containers[0].Image != "web:2" {
		return fmt.Errorf("patched: %v %v", patched, err)
	}
	list, err := deployments.List(ctx, metav1.ListOptions{LabelSelector: "app=" + name})
	if err != nil || len(list.Items) != 1 {
		return fmt.Errorf("listed %v %v", list, err)
	}
	_, err = clients.CoreV1().ConfigMaps(namespace).Create(ctx, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "Not Valid"}}, metav1.CreateOptions{})
	if !errors.IsInvalid(err) {
		return fmt.Errorf("expected Invalid, got %v", err)
	}
	foreground := metav1.DeletePropagationForeground
	if err := deployments.Delete(ctx, name, metav1.DeleteOptions{PropagationPolicy: &foreground}); err != nil {
		return err
	}
	gone := func(ctx context.Context) (bool, error) {
		_, err := deployments.Get(ctx, name, metav1.GetOptions{})
		if errors.IsNotFound(err) {
			return true, nil
		}
		return false, err
	}
	return wait.PollUntilContextCancel(ctx, 20*time.Millisecond, true, gone)
}

func deployment(name string, replicas int32) *appsv1.Deployment {
	labels := map[string]string{"app": name}
	return &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels},
		Spec: appsv1.DeploymentSpec{
			Replicas: &replicas,
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: "web:1"}}},
			},
		},
	}
}

func applyConfigurations(ctx context.Context, config *rest.Config) error {
	clients, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	configMaps := clients.CoreV1().ConfigMaps(namespace)
	one := corev1ac.ConfigMap("applied", namespace).WithData(map[string]string{"a": "1"})
	if _, err := configMaps.Apply(ctx, one, metav1.ApplyOptions{FieldManager: "one"}); err != nil {
		return err
	}
	other := corev1ac.ConfigMap("applied", namespace).WithData(map[string]string{"a": "2"})
	if _, err := configMaps.Apply(ctx, other, metav1.ApplyOptions{FieldManager: "other"}); !errors.IsConflict(err) {
		return fmt.Errorf("expected a conflict, got %v", err)
	}
	forced, err := configMaps.Apply(ctx, other, metav1.ApplyOptions{FieldManager: "other", Force: true})
	if err != nil {
		return err
	}
	extracted, err := corev1ac.ExtractConfigMap(forced, "other")
	if err != nil || extracted.Data["a"] != "2" {
		return fmt.Errorf("extracted %v: %v", extracted, err)
	}
	if _, err := corev1ac.ExtractConfigMap(forced, "one"); err != nil {
		return err
	}
	labels := map[string]string{"app": "applied"}
	web := appsv1ac.Deployment("applied", namespace).WithSpec(appsv1ac.DeploymentSpec().
		WithReplicas(0).
		WithSelector(metav1ac.LabelSelector().WithMatchLabels(labels)).
		WithTemplate(corev1ac.PodTemplateSpec().WithLabels(labels).
			WithSpec(corev1ac.PodSpec().WithContainers(corev1ac.Container().WithName("main").WithImage("web")))))
	_, err = clients.AppsV1().Deployments(namespace).Apply(ctx, web, metav1.ApplyOptions{FieldManager: "one"})
	return err
}

func retriedConflicts(ctx context.Context, config *rest.Config) error {
	clients, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	configMaps := clients.CoreV1().ConfigMaps(namespace)
	if _, err := configMaps.Create(ctx, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "contested"}}, metav1.CreateOptions{}); err != nil {
		return err
	}
	failed := make(chan error, 8)
	for worker := range 8 {
		go func() {
			failed <- retry.RetryOnConflict(wait.Backoff{Steps: 50, Duration: time.Millisecond, Jitter: 1}, func() error {
				found, err := configMaps.Get(ctx, "contested", metav1.GetOptions{})
				if err != nil {
					return err
				}
				if found.Data == nil {
					found.Data = map[string]string{}
				}
				found.Data[fmt.Sprint(worker)] = "here"
				_, err = configMaps.Update(ctx, found, metav1.UpdateOptions{})
				return err
			})
		}()
	}
	for range 8 {
		if err := <-failed; err != nil {
			return err
		}
	}
	found, err := configMaps.Get(ctx, "contested", metav1.GetOptions{})
	if err != nil || len(found.Data) != 8 {
		return fmt.Errorf("%d of 8 updates are there: %v", len(found.Data), err)
	}
	return nil
}

func scale(ctx context.Context, config *rest.Config) error {
	clients, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	deployments := clients.AppsV1().Deployments(namespace)
	if _, err := deployments.Create(ctx, deployment("scaled", 0), metav1.CreateOptions{}); err != nil {
		return err
	}
	// the controller of Deployments writes the status meanwhile
	return retry.RetryOnConflict(retry.DefaultRetry, func() error {
		current, err := deployments.GetScale(ctx, "scaled", metav1.GetOptions{})
		if err != nil {
			return err
		}
		current.Spec.Replicas = 1
		updated, err := deployments.UpdateScale(ctx, "scaled", current, metav1.UpdateOptions{})
		if err == nil && updated.Spec.Replicas != 1 {
			return fmt.Errorf("scaled: %v", updated)
		}
		return err
	})
}

func evictionAndLogs(ctx context.Context, config *rest.Config) error {
	clients, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	pods := clients.CoreV1().Pods(namespace)
	pod := &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "evicted"},
		Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "main", Image: "web"}}},
	}
	if _, err := pods.Create(ctx, pod, metav1.CreateOptions{}); err != nil {
		return err
	}
	running := func(ctx context.Context) (bool, error) {
		found, err := pods.Get(ctx, "evicted", metav1.GetOptions{})
		return err == nil && found.Status.Phase == corev1.PodRunning, err
	}
	if err := wait.PollUntilContextCancel(ctx, 20*time.Millisecond, true, running); err != nil {
		return err
	}
	if _, err := pods.GetLogs("evicted", &corev1.PodLogOptions{}).DoRaw(ctx); err != nil {
		return err
	}
	return pods.EvictV1(ctx, &policyv1.Eviction{ObjectMeta: metav1.ObjectMeta{Name: "evicted", Namespace: namespace}})
}

func accessAndTokens(ctx context.Context, config *rest.Config) error {
	clients, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	accounts := clients.CoreV1().ServiceAccounts(namespace)
	request, err := accounts.CreateToken(ctx, "default", &authenticationv1.TokenRequest{}, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	review, err := clients.AuthenticationV1().TokenReviews().Create(ctx, &authenticationv1.TokenReview{
		Spec: authenticationv1.TokenReviewSpec{Token: request.Status.Token},
	}, metav1.CreateOptions{})
	if err != nil || review.Status.User.Username != "system:serviceaccount:default:default" {
		return fmt.Errorf("reviewed: %v %v", review, err)
	}
	own := rest.CopyConfig(config)
	own.BearerToken, own.BearerTokenFile = request.Status.Token, ""
	limited, err := kubernetes.NewForConfig(own)
	if err != nil {
		return err
	}
	if _, err := limited.CoreV1().Secrets(namespace).List(ctx, metav1.ListOptions{}); !errors.IsForbidden(err) {
		return fmt.Errorf("expected Forbidden, got %v", err)
	}
	access, err := limited.AuthorizationV1().SelfSubjectAccessReviews().Create(ctx, &authorizationv1.SelfSubjectAccessReview{
		Spec: authorizationv1.SelfSubjectAccessReviewSpec{
			ResourceAttributes: &authorizationv1.ResourceAttributes{Verb: "list", Resource: "secrets", Namespace: namespace},
		},
	}, metav1.CreateOptions{})
	if err != nil || access.Status.Allowed {
		return fmt.Errorf("access: %v %v", access, err)
	}
	return nil
}

func execRefused(ctx context.Context, config *rest.Config) error {
	clients, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	url := clients.CoreV1().RESTClient().Post().Resource("pods").Namespace(namespace).Name("any").SubResource("exec").
		VersionedParams(&corev1.PodExecOptions{Command: []string{"true"}, Stdout: true}, scheme.ParameterCodec).URL()
	socket, err := remotecommand.NewWebSocketExecutor(config, "GET", url.String())
	if err != nil {
		return err
	}
	if err = socket.StreamWithContext(ctx, remotecommand.StreamOptions{Stdout: discard{}}); err == nil {
		return fmt.Errorf("exec went through")
	}
	spdy, err := remotecommand.NewSPDYExecutor(config, "POST", url)
	if err != nil {
		return err
	}
	if err = spdy.StreamWithContext(ctx, remotecommand.StreamOptions{Stdout: discard{}}); err == nil {
		return fmt.Errorf("exec went through")
	}
	fmt.Printf("exec: %v\n", err)
	return nil
}

type discard struct{}

func (discard) Write(data []byte) (int, error) { return len(data), nil }
