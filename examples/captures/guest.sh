#!/bin/busybox sh
# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the virtual machine of make.sh runs as its init: starts the scheduler,
# gives it work, copies out what bpftool sees, swaps the scheduler for a second
# instance, and copies again.

# shellcheck source-path=SCRIPTDIR source=init.sh
. /init.sh

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

capture() {
	# shellcheck disable=SC2046 # several maps
	save "$out/$1" $(array_maps)
	cp /sys/kernel/sched_ext/state "$out/$1/state"
}

boot 280
echo 1 >/proc/sys/kernel/bpf_stats_enabled
# With different nice values, which dispatch records and ignores.
for i in -5 0 0 7; do
	hog &
	renice $i $! >/dev/null
done
for i in 1 2; do napper & done

start_dispatch
sleep 2
for i in 0 1 2; do
	sleep 2 &
	two_seconds=$!
	capture a$i
	wait $two_seconds
done
# For these maps, the host also writes the bytes that bpf(2) returned.
echo dispatch.bss dispatch.data cpu_stats stats wait_hist >$out/a2/raw

pin_maps
stop_dispatch
# Soon, while the new counters are still lower than those of the dead copy.
start_dispatch
sleep 1
capture swap
scx_state_is enabled || finish "the scheduler was thrown out: see dmesg"
finish ok
