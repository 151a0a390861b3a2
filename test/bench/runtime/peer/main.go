// The peer of the runtime's bench: an operator on controller-runtime that does what ../operator/main.js does, and tells about it in
// the same lines on standard output.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/go-logr/logr"
	"golang.org/x/sys/unix"
	"k8s.io/apimachinery/pkg/runtime"
	corev1ac "k8s.io/client-go/applyconfigurations/core/v1"
	metav1ac "k8s.io/client-go/applyconfigurations/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/builder"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
	"sigs.k8s.io/controller-runtime/pkg/predicate"
)

func main() {
	ctrl.SetLogger(logr.Discard())
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	addToScheme(scheme.Scheme)
	config, err := ctrl.GetConfig()
	if err != nil {
		return err
	}
	config.QPS = -1
	config.ContentType = runtime.ContentTypeJSON
	config.AcceptContentTypes = runtime.ContentTypeJSON
	mgr, err := ctrl.NewManager(config, ctrl.Options{
		Metrics: server.Options{BindAddress: "0"},
		Cache: cache.Options{
			DefaultTransform:  cache.TransformStripManagedFields(),
			DefaultNamespaces: map[string]cache.Config{os.Getenv("BENCH_NAMESPACE"): {}},
		},
	})
	if err != nil {
		return err
	}
	ctx := ctrl.SetupSignalHandler()
	if err := tellSynced(ctx, mgr); err != nil {
		return err
	}
	workers, err := strconv.Atoi(os.Getenv("BENCH_WORKERS"))
	if err != nil {
		return err
	}
	err = ctrl.NewControllerManagedBy(mgr).
		For(&Widget{}, builder.WithPredicates(predicate.GenerationChangedPredicate{})).
		WithOptions(controller.Options{MaxConcurrentReconciles: workers}).
		Complete(newReconciler(mgr.GetClient()))
	if err != nil {
		return err
	}
	return mgr.Start(ctx)
}

// tellSynced asks every millisecond: client-go's own helper asks ten times a second.
func tellSynced(ctx context.Context, mgr manager.Manager) error {
	informer, err := mgr.GetCache().GetInformer(ctx, &Widget{}, cache.BlockUntilSynced(false))
	if err != nil {
		return err
	}
	return mgr.Add(manager.RunnableFunc(func(ctx context.Context) error {
		for !informer.HasSynced() && ctx.Err() == nil {
			time.Sleep(time.Millisecond)
		}
		tell(map[string]any{"event": "synced"})
		return nil
	}))
}

type reconciler struct {
	client  client.Client
	writes  bool
	run     string
	first   int
	last    int
	started int64

	mutex     sync.Mutex
	count     int
	latencies []float64
}

func newReconciler(c client.Client) *reconciler {
	first, _ := strconv.Atoi(os.Getenv("BENCH_FIRST"))
	last, _ := strconv.Atoi(os.Getenv("BENCH_COUNT"))
	return &reconciler{
		client:  c,
		writes:  os.Getenv("BENCH_MODE") == "write",
		run:     os.Getenv("BENCH_RUN"),
		first:   first,
		last:    last,
		started: now(),
	}
}

func (r *reconciler) Reconcile(ctx context.Context, request ctrl.Request) (ctrl.Result, error) {
	at := now()
	widget := &Widget{}
	if err := r.client.Get(ctx, request.NamespacedName, widget); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	if !r.writes {
		r.noteLatency(at, widget)
		return ctrl.Result{}, nil
	}
	r.noteStart(at)
	return ctrl.Result{}, r.write(ctx, widget)
}

func (r *reconciler) write(ctx context.Context, widget *Widget) error {
	child := corev1ac.ConfigMap(widget.Name, widget.Namespace).
		WithOwnerReferences(metav1ac.OwnerReference().
			WithAPIVersion(groupVersion.String()).
			WithKind("Widget").
			WithName(widget.Name).
			WithUID(widget.UID).
			WithController(true).
			WithBlockOwnerDeletion(true)).
		WithData(map[string]string{"run": r.run, "size": strconv.Itoa(int(widget.Spec.Size))})
	if err := r.client.Apply(ctx, child, client.ForceOwnership, client.FieldOwner("bench")); err != nil {
		return err
	}
	before := widget.DeepCopy()
	widget.Status = WidgetStatus{Phase: "Ready", Run: r.run, ObservedGeneration: widget.Generation}
	patch := client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{})
	return r.client.Status().Patch(ctx, widget, patch, client.FieldOwner("bench"))
}

// noteStart tells of the first and of the last run of the window when they start: in between, the writes of as many runs lie.
func (r *reconciler) noteStart(at int64) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.count++
	if r.count == r.first || r.count == r.last {
		tell(map[string]any{"event": "started", "count": r.count, "at": float64(at) / 1e6, "cpu": cpuSeconds()})
	}
}

// noteLatency counts what was written since this process started.
func (r *reconciler) noteLatency(at int64, widget *Widget) {
	sent, err := strconv.ParseInt(widget.Spec.SentAt, 10, 64)
	if err != nil || sent < r.started {
		return
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.latencies = append(r.latencies, float64(at-sent)/1e6)
	if len(r.latencies) == r.last {
		tell(map[string]any{"event": "latencies", "values": r.latencies})
	}
}

// now is on the clock that process.hrtime has.
func now() int64 {
	var at unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &at); err != nil {
		panic(err)
	}
	return at.Nano()
}

func cpuSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
}

func tell(line map[string]any) {
	text, err := json.Marshal(line)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(text))
}
