#!/bin/busybox sh
# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0-only
#
# The init of the virtual machine that make.sh boots. It runs one published scheduler
# after the other under the same load, and saves the output of bpftool while each
# scheduler runs and after it has stopped.

# shellcheck source-path=SCRIPTDIR source=../../../examples/captures/init.sh
. /init.sh

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

# shellcheck disable=SC2046 # several maps
capture() {
	save "$out/$1" $(array_maps)
}

# run SCHEDULER OPTION...
run() {
	start "$@"
	sleep 4
	capture "$name-running"
	scx_state_is enabled || finish "$name was thrown out: see dmesg"

	pin_maps
	# The programs' maps are only known while the programs exist.
	bpftool -j prog show >/tmp/progs.json
	stop
	capture "$name-stopped"
	mv /tmp/progs.json "$out/$name-stopped/"
	for id in $(array_maps); do
		bpftool -j map dump id "$id" | cmp -s - "$out/$name-stopped/map-$id.json" ||
			finish "map $id still changes after $name has stopped"
	done
	# The next scheduler's maps have the same names.
	unpin_maps "$name"
}

boot 280
echo 1 >/proc/sys/kernel/bpf_stats_enabled
for _ in 1 2 3; do hog & done
for _ in 1 2; do napper & done
pair &

# -k: per-CPU kernel threads are dispatched and counted separately.
run scx_bpfland -k
run scx_rusty
finish ok
