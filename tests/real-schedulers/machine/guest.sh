#!/bin/busybox sh
# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0-only
#
# The init of the virtual machine that make.sh boots. It runs one published scheduler
# after the other under the same load, and saves the output of bpftool while each
# scheduler runs and after it has stopped. All files leave as one tar on the second
# serial port. The file `status` in it says "ok" or names the failure.

out=/out
pins=/sys/fs/bpf/stopped

# The host gets the logs and the machine shuts down in any case.
finish() {
	echo "$1" >$out/status
	dmesg >$out/dmesg
	stty -F /dev/ttyS1 raw -echo
	# The port is slow.
	tar -C $out -cf - . | gzip -1 >/dev/ttyS1
	sync
	poweroff -f
}

# wait_for WHAT COMMAND...: waits up to a minute, because emulation is slow.
wait_for() {
	what=$1
	shift
	n=0
	until "$@"; do
		n=$((n + 1))
		[ $n -lt 600 ] || finish "waited a minute in vain for $what"
		usleep 100000
	done
}

scx_state_is() {
	[ "$(cat /sys/kernel/sched_ext/state)" = "$1" ]
}

enabled_or_dead() {
	scx_state_is enabled || ! kill -0 "$pid" 2>/dev/null
}

no_struct_ops_progs() {
	! bpftool prog show | grep -q ': struct_ops '
}

no_maps() {
	[ -z "$(bpftool map show)" ]
}

# Runs most of the time, with pauses in which a CPU becomes idle.
hog() {
	while :; do
		n=0
		while [ $n -lt 30000 ]; do n=$((n + 1)); done
		usleep 30000
	done
}

# Sleeps most of the time and forks after each sleep.
napper() {
	while :; do usleep 3000; done
}

# Two tasks wake each other through a pipe; the waker is about to sleep.
pair() {
	while :; do
		echo
		usleep 2000
	done | while read -r _; do :; done
}

# Maps without a name are libbpf's probes of the kernel.
array_maps() {
	bpftool map show | sed -n 's/^\([0-9]*\): \(percpu_\)\?array  *name .*/\1/p'
}

# All maps except struct_ops maps, which would keep the programs alive.
pinnable_maps() {
	bpftool map show | sed -n '/: struct_ops /d; s/^\([0-9]*\): .* name .*/\1/p'
}

# capture FOLDER: saves everything except the programs.
capture() {
	dir=$out/$1
	mkdir "$dir"
	for id in $(array_maps); do
		bpftool -j map dump id "$id" >"$dir/map-$id.json" ||
			finish "bpftool could not dump map $id for $1"
	done
	bpftool -j map show >"$dir/maps.json"
	for id in $(bpftool map show | sed -n 's/.*btf_id \([0-9]*\).*/\1/p' | sort -u); do
		bpftool -j btf dump id "$id" >"$dir/btf-$id.json"
	done
}

# run SCHEDULER OPTION...
run() {
	scheduler=$1
	"$@" >"$out/$scheduler.log" 2>&1 &
	pid=$!
	wait_for "$scheduler to be enabled" enabled_or_dead
	scx_state_is enabled || finish "$scheduler ended at once"
	sleep 4

	running=$scheduler-running
	capture "$running"
	bpftool -j prog show >"$out/$running/progs.json"
	scx_state_is enabled || finish "$scheduler was thrown out: see dmesg"

	# Pinned maps outlive the scheduler.
	mkdir $pins
	for id in $(pinnable_maps); do
		bpftool map pin id "$id" "$pins/$id" || finish "bpftool could not pin map $id"
	done
	# The programs' maps are only known while the programs exist.
	bpftool -j prog show >$out/progs.json
	kill -INT $pid
	wait_for "$scheduler to be disabled" scx_state_is disabled
	wait $pid || finish "$scheduler ended with status $?"
	wait_for "the programs of $scheduler to be freed" no_struct_ops_progs

	stopped=$scheduler-stopped
	capture "$stopped"
	mv $out/progs.json "$out/$stopped/"
	for id in $(array_maps); do
		bpftool -j map dump id "$id" | cmp -s - "$out/$stopped/map-$id.json" ||
			finish "map $id still changes after $scheduler has stopped"
	done

	# The next scheduler's maps have the same names.
	rm -r $pins
	wait_for "the maps of $scheduler to be freed" no_maps
}

/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mount -t bpf bpf /sys/fs/bpf
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mkdir -p $out /tmp /var/run/scx/root

[ -e /sys/kernel/sched_ext/state ] || finish "this kernel has no sched_ext"
echo 1 >/proc/sys/kernel/bpf_stats_enabled
for _ in 1 2 3; do hog & done
for _ in 1 2; do napper & done
pair &

# -k: per-CPU kernel threads are dispatched and counted separately.
run scx_bpfland -k
run scx_rusty
finish ok
