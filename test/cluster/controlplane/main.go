// One program that is each part of Kubernetes' control plane, by its first argument: one link instead of five, and the
// packages that the parts share are compiled once.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	node "sigs.k8s.io/kwok/kustomize/stage/node/fast"
	heartbeat "sigs.k8s.io/kwok/kustomize/stage/node/heartbeat-with-lease"
	pod "sigs.k8s.io/kwok/kustomize/stage/pod/fast"
	kwokconfig "sigs.k8s.io/kwok/pkg/config"
	kwok "sigs.k8s.io/kwok/pkg/kwok/cmd"
	kwoklog "sigs.k8s.io/kwok/pkg/log"
	kwoksignals "sigs.k8s.io/kwok/pkg/utils/signals"
)

func main() {
	if len(os.Args) < 2 {
		fail("usage: controlplane etcd|kube-apiserver|kube-controller-manager|kube-scheduler|kwok|kwok-stages|versions [flags]")
	}
	part := os.Args[1]
	os.Args = append([]string{part}, os.Args[2:]...)
	switch part {
	case "etcd":
		etcdmain.Main(os.Args)
	case "kube-apiserver":
		run(apiserver.NewAPIServerCommand())
	case "kube-controller-manager":
		run(controllers.NewControllerManagerCommand())
	case "kube-scheduler":
		run(scheduler.NewSchedulerCommand())
	case "kwok":
		runKwok()
	case "versions": // of the modules that it is made of, a line each
		printVersions()
	case "kwok-stages": // what KWOK does to nodes and pods: its own, which it does not load by itself
		fmt.Println(strings.Join([]string{
			node.DefaultNodeInit, heartbeat.DefaultNodeHeartbeatWithLease,
			pod.DefaultPodReady, pod.DefaultPodComplete, pod.DefaultPodDelete,
		}, "\n---\n"))
	default:
		fail("no such part: " + part)
	}
}

func printVersions() {
	info, _ := debug.ReadBuildInfo()
	names := map[string]string{
		"k8s.io/kubernetes": "Kubernetes", "go.etcd.io/etcd/server/v3": "etcd", "sigs.k8s.io/kwok": "KWOK",
	}
	for _, module := range info.Deps {
		if name, ok := names[module.Path]; ok {
			fmt.Println(name, module.Version)
		}
	}
}

func run(command *cobra.Command) { os.Exit(cli.Run(command)) }

// KWOK reads its configuration files before it knows its flags, as its own main does. The flag --version that Kubernetes
// puts among the global ones is none of its own.
func runKwok() {
	pflag.CommandLine = pflag.NewFlagSet("kwok", pflag.ContinueOnError)
	flags := pflag.NewFlagSet("global", pflag.ContinueOnError)
	flags.ParseErrorsWhitelist.UnknownFlags = true // its name in all versions of pflag
	flags.Usage = func() {}
	var ctx context.Context = kwoksignals.SetupSignalContext()
	ctx, _ = kwoklog.InitFlags(ctx, flags)
	ctx, err := kwokconfig.InitFlags(ctx, flags)
	if err != nil {
		fail(err.Error())
	}
	command := kwok.NewCommand(ctx)
	command.PersistentFlags().AddFlagSet(flags)
	if err := command.ExecuteContext(ctx); err != nil {
		fail(err.Error())
	}
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, strings.TrimSpace(message))
	os.Exit(1)
}
