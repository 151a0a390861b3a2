// Does with client-go what operators and tools written in Go do, against the server of KUBECONFIG, and tells of each part on a line: "ok NAME", or
// "failed NAME: what went wrong".
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

const namespace = "default"

type part struct {
	name string
	run  func(context.Context, *rest.Config) error
}

func main() {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	config.QPS = -1
	parts := []part{
		{"typed, protobuf", typedProtobuf},
		{"typed, JSON", typedJSON},
		{"typed, CBOR", typedCBOR},
		{"apply configurations", applyConfigurations},
		{"conflicts are retried", retriedConflicts},
		{"discovery", discover},
		{"a custom kind by its mapping", customKind},
		{"metadata only", metadataOnly},
		{"shared informers", sharedInformers},
		{"a dynamic informer", dynamicInformer},
		{"pages", pages},
		{"watch until", watchUntil},
		{"leader election", leaderElection},
		{"scale", scale},
		{"eviction and logs", evictionAndLogs},
		{"events", events},
		{"access and tokens", accessAndTokens},
		{"exec is refused", execRefused},
	}
	for _, part := range parts {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		if err := part.run(ctx, rest.CopyConfig(config)); err != nil {
			fmt.Printf("failed %s: %v\n", part.name, err)
		} else {
			fmt.Printf("ok %s\n", part.name)
		}
		cancel()
	}
}
