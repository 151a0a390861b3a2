// An operator on controller-runtime as kubebuilder lays it out: elected, with metrics and health, a cache with an index, owned objects, a finalizer,
// server-side apply, status and events. It tells what it does on lines of standard output.
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/go-logr/logr"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/events"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/healthz"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

const finalizer = "clients.example.com/finalizer"

func main() {
	ctrl.SetLogger(logr.Discard())
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	mgr, err := ctrl.NewManager(ctrl.GetConfigOrDie(), ctrl.Options{
		Scheme:                        scheme.Scheme,
		LeaderElection:                true,
		LeaderElectionID:              "operator.clients.example.com",
		LeaderElectionNamespace:       "default",
		LeaderElectionReleaseOnCancel: true,
		Metrics:                       server.Options{BindAddress: os.Getenv("METRICS_ADDRESS")},
		HealthProbeBindAddress:        "0",
	})
	if err != nil {
		return err
	}
	ctx := ctrl.SetupSignalHandler()
	if err := mgr.AddReadyzCheck("readyz", healthz.Ping); err != nil {
		return err
	}
	byMode := func(object client.Object) []string { return []string{object.(*corev1.ConfigMap).Data["mode"]} }
	if err := mgr.GetFieldIndexer().IndexField(ctx, &corev1.ConfigMap{}, "data.mode", byMode); err != nil {
		return err
	}
	reconciler := &reconciler{client: mgr.GetClient(), events: mgr.GetEventRecorder("operator")}
	err = ctrl.NewControllerManagedBy(mgr).For(&corev1.ConfigMap{}).Owns(&appsv1.Deployment{}).Complete(reconciler)
	if err != nil {
		return err
	}
	if err := mgr.Add(manager.RunnableFunc(func(context.Context) error {
		fmt.Println("leading")
		return nil
	})); err != nil {
		return err
	}
	return mgr.Start(ctx)
}

type reconciler struct {
	client client.Client
	events events.EventRecorder
}

func (r *reconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	var object corev1.ConfigMap
	if err := r.client.Get(ctx, request.NamespacedName, &object); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if object.Labels["reconciled"] != "here" {
		return ctrl.Result{}, nil
	}
	if !object.DeletionTimestamp.IsZero() {
		if controllerutil.RemoveFinalizer(&object, finalizer) {
			fmt.Println("finalized", object.Name)
			return ctrl.Result{}, r.client.Update(ctx, &object)
		}
		return ctrl.Result{}, nil
	}
	if controllerutil.AddFinalizer(&object, finalizer) {
		return ctrl.Result{}, r.client.Update(ctx, &object)
	}
	child := &appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Name: object.Name, Namespace: object.Namespace}}
	result, err := controllerutil.CreateOrUpdate(ctx, r.client, child, func() error {
		labels := map[string]string{"app": object.Name}
		child.Spec.Selector = &metav1.LabelSelector{MatchLabels: labels}
		child.Spec.Template.Labels = labels
		if len(child.Spec.Template.Spec.Containers) == 0 {
			child.Spec.Template.Spec.Containers = []corev1.Container{{Name: "main"}}
		}
		child.Spec.Template.Spec.Containers[0].Image = object.Data["image"]
		return controllerutil.SetControllerReference(&object, child, r.client.Scheme())
	})
	if err != nil {
		return ctrl.Result{}, err
	}
	if result != controllerutil.OperationResultNone {
		fmt.Println(result, object.Name)
		r.events.Eventf(&object, child, corev1.EventTypeNormal, "Deployed", "Deploy", "image %s", object.Data["image"])
	}
	var same corev1.ConfigMapList
	if err := r.client.List(ctx, &same, client.InNamespace(object.Namespace), client.MatchingFields{"data.mode": object.Data["mode"]}); err != nil {
		return ctrl.Result{}, err
	}
	if child.Status.ReadyReplicas > 0 {
		fmt.Printf("ready %s, %d of its mode, %d metrics\n", object.Name, len(same.Items), metrics())
	}
	return ctrl.Result{}, nil
}

// metrics counts the lines of the own endpoint that tell of requests to the server.
func metrics() int {
	answer, err := http.Get("http://" + os.Getenv("METRICS_ADDRESS") + "/metrics")
	if err != nil {
		return -1
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return strings.Count(string(text), "\nrest_client_requests_total{")
}
