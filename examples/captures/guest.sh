#!/bin/busybox sh
# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the virtual machine of make.sh runs as its init: starts the scheduler,
# gives it work, copies out what bpftool sees, swaps the scheduler for a second
# instance, and copies again. All of it leaves as one tar on the second serial
# port. The file `status` in it says "ok", or what went wrong.

object=/dispatch.bpf.o
out=/out

# Whatever happens, the host gets the logs and the machine goes down.
finish() {
	echo "$1" >$out/status
	dmesg >$out/dmesg
	stty -F /dev/ttyS1 raw -echo
	tar -C $out -cf /dev/ttyS1 .
	sync
	poweroff -f
}

# wait_for WHAT COMMAND...: up to 20 seconds, since emulation is slow.
wait_for() {
	what=$1
	shift
	n=0
	until "$@"; do
		n=$((n + 1))
		[ $n -lt 200 ] || finish "waited 20 s in vain for $what"
		usleep 100000
	done
}

scx_state_is() {
	[ "$(cat /sys/kernel/sched_ext/state)" = "$1" ]
}

no_struct_ops_progs() {
	! bpftool prog show | grep -q ': struct_ops '
}

attach() {
	bpftool struct_ops register $object >>$out/register.log 2>&1 ||
		finish "bpftool did not register the scheduler"
	wait_for "the scheduler to be enabled" scx_state_is enabled
}

# On a CPU for most of each second: slices run out, and the tick ends them late. For
# the rest of it all of these sleep, however slow the emulation is, so that wakeups
# find an idle CPU, too.
hog() {
	while read -r now _ </proc/uptime; do
		if [ "${now#*.}" -lt 70 ]; then
			n=0
			while [ $n -lt 500 ]; do n=$((n + 1)); done
		else
			usleep 50000
		fi
	done
}

# Mostly sleeps, and forks each time: this gives wakeups, and tasks that start and exit.
napper() {
	while :; do usleep 3000; done
}

# Ids of the maps whose contents a report holds. Other maps are only listed.
array_maps() {
	bpftool map show | sed -n 's/^\([0-9]*\): \(percpu_\)\?array .*/\1/p'
}

# Every map is read once, so the values of one map are from one moment. Two maps
# are from slightly different moments.
capture() {
	dir=$out/$1
	mkdir "$dir"
	for id in $(array_maps); do
		bpftool -j map dump id "$id" >"$dir/map-$id.json" ||
			finish "bpftool could not dump map $id for $1"
	done
	bpftool -j map show >"$dir/maps.json"
	bpftool -j prog show >"$dir/progs.json"
	for id in $(bpftool map show | sed -n 's/.*btf_id \([0-9]*\).*/\1/p' | sort -u); do
		bpftool -j btf dump id "$id" >"$dir/btf-$id.json"
	done
	cp /sys/kernel/sched_ext/state "$dir/state"
}

/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mount -t bpf bpf /sys/fs/bpf
mkdir -p $out

[ -e /sys/kernel/sched_ext/state ] || finish "this kernel has no sched_ext"
echo 1 >/proc/sys/kernel/bpf_stats_enabled
# With different nice values, which dispatch records and ignores.
for i in -5 0 0 7; do
	hog &
	renice $i $! >/dev/null
done
for i in 1 2; do napper & done

attach
sleep 2
for i in 0 1 2; do
	sleep 2 &
	two_seconds=$!
	capture a$i
	wait $two_seconds
done
# For these maps, the host also writes the bytes that bpf(2) returned.
echo dispatch.bss dispatch.data cpu_stats stats wait_hist >$out/a2/raw

# A pinned map outlives the instance that created it.
mkdir /sys/fs/bpf/dead
for id in $(array_maps); do
	bpftool map pin id "$id" "/sys/fs/bpf/dead/$id" || finish "bpftool could not pin map $id"
done
bpftool struct_ops unregister name dispatch_ops >>$out/register.log 2>&1 ||
	finish "bpftool did not unregister the first instance"
wait_for "the first instance to go" scx_state_is disabled
wait_for "its programs to be freed" no_struct_ops_progs

# Soon, while the new counters are still lower than those of the dead copy.
attach
sleep 1
capture swap
scx_state_is enabled || finish "the scheduler was thrown out: see dmesg"
finish ok
