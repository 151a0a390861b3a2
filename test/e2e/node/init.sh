#!/usr/bin/env bash
# Process 1 of the node. Called outside, it enters the control groups made for the node and starts itself again in
# namespaces of its own. Inside, it mounts what a node needs, makes its network, and then starts each daemon whose name
# comes in on standard input; when that closes it ends, and the kernel ends with it every process and every mount of the node.
#   FOLDER/control-groups   a line for each hierarchy: name, folder, mount options
#   FOLDER/daemons/NAME     the command line of a daemon, a zero byte behind each argument
set -euo pipefail
folder=$1

if [ "${2:-outside}" = outside ]; then
  while read -r _ group _; do echo $$ >"$group/cgroup.procs"; done <"$folder/control-groups"
  exec unshare --mount --net --pid --uts --ipc --cgroup --fork --kill-child --propagation private \
    -- bash "$0" "$folder" inside
fi

mount --make-rprivate /
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
while read -r name _ options; do
  [ "$options" != - ] || continue
  mkdir "/sys/fs/cgroup/$name"
  mount -t cgroup -o "$options" cgroup "/sys/fs/cgroup/$name"
done <"$folder/control-groups"
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=755 tmpfs /var/lib
mkdir -p /run/containerd /run/lock /run/kernel /var/lib/kubelet
mount --bind "$folder/kubelet" /var/lib/kubelet
mount --bind "$folder/pod-logs" /var/log
mount --bind "$folder/volumes" /tmp/hostpath_pv

# kubelet wants these at these values, and would set them for the whole machine: it is shown files instead
while read -r name value; do
  [ -e "/proc/sys/$name" ] || continue
  echo "$value" >"/run/kernel/${name//\//.}"
  mount --bind "/run/kernel/${name//\//.}" "/proc/sys/$name"
done <<'END'
vm/overcommit_memory 1
vm/panic_on_oom 0
kernel/panic 10
kernel/panic_on_oops 1
kernel/keys/root_maxkeys 1000000
kernel/keys/root_maxbytes 25000000
END
mount --make-rshared /

# no link leads out: the node's address is on a bridge without ports
hostname "$(cat "$folder/node-name")"
ip link set lo up
ip link add node0 type bridge
ip address add "$(cat "$folder/node-address")/24" dev node0
ip link set node0 up
ip route add default dev node0
echo 1 >/proc/sys/net/ipv4/ip_forward
# a Pod that reaches another through a Service passes the bridge alone
if [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ]; then
  echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables
fi

start() {
  local name=$1 arguments
  mapfile -d "" -t arguments <"$folder/daemons/$name"
  while true; do
    "${arguments[@]}" >>"$folder/logs/$name.log" 2>&1 || true
    echo "$name ended" >>"$folder/logs/ended.log"
    sleep 1
  done
}

echo ready
while read -r name; do start "$name" & done
