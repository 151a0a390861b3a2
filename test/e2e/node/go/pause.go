// pause holds the namespaces of a Pod until it is told to end, and waits for processes that others left to it.
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	children := make(chan os.Signal, 1)
	signal.Notify(children, syscall.SIGCHLD)
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
	for {
		select {
		case <-end:
			return
		case <-children:
			reap()
		}
	}
}

func reap() {
	var status syscall.WaitStatus
	for {
		if pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil); err != nil || pid == 0 {
			return
		}
	}
}
