#!/bin/busybox sh
# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0-only
#
# The init of the virtual machine that make.sh boots. It runs our scheduler, scx_bpfland,
# scx_layered and scx_rusty one after the other, under the load of load.sh, and captures
# each as a series. Some tasks of the load pause for a while, and scx_bpfland and our
# scheduler are replaced by a second instance, which the pictures of the series show.

# shellcheck source-path=SCRIPTDIR source=../interval/load.sh
. /load.sh

# capture NAME PERIOD COUNT: in the background, until `wait_capture`.
capture() {
	ktsnap capture --every "$2" --count "$3" -o "$out/$1.json" >>$out/capture.log 2>&1 &
	capture_pid=$!
	mark "$1 is captured"
}

wait_capture() {
	wait "$capture_pid" || finish "the captures failed: see capture.log"
}

# signal_three SIGNAL: to the first three tasks of the load.
signal_three() {
	signal=$1
	# shellcheck disable=SC2086 # several processes
	set -- $load
	kill "$signal" "$1" "$2" "$3"
}

# start SCHEDULER OPTION...
start() {
	name=$1
	fair "$@" >>"$out/$name.log" 2>&1 &
	pid=$!
	wait_for "$name to be enabled" enabled_or_dead
	scx_state_is enabled || finish "$name ended at once"
	mark "$name is enabled"
}

stop() {
	kill -INT $pid
	wait_for "$name to be disabled" scx_state_is disabled
	wait $pid || finish "$name ended with status $?"
	wait_for "the maps of $name to be freed" no_maps
}

start_ours() {
	bpftool struct_ops register /dispatch.bpf.o >>$out/bpftool.log 2>&1 || finish "bpftool did not register dispatch"
	wait_for "dispatch to be enabled" scx_state_is enabled
	mark "dispatch is enabled"
}

stop_ours() {
	bpftool struct_ops unregister name dispatch_ops >>$out/bpftool.log 2>&1 || finish "bpftool did not unregister dispatch"
	wait_for "dispatch to be disabled" scx_state_is disabled
	wait_for "the maps of dispatch to be freed" no_maps
}

# changes_of_load SECONDS: some tasks pause in the second third of that time.
changes_of_load() {
	third=$(($1 / 3))
	sleep $third
	signal_three -STOP
	mark "three tasks pause"
	sleep $third
	signal_three -CONT
	mark "all tasks run"
}

prepare

start_ours
work
capture dispatch 1s 16
changes_of_load 9
stop_ours
start_ours
wait_capture
stop_ours

start scx_bpfland
capture scx_bpfland 1s 16
changes_of_load 9
stop
start scx_bpfland
wait_capture
stop

start scx_rusty
capture scx_rusty 1s 12
changes_of_load 12
wait_capture
stop

# The capture of its 165 MB of globals takes a while.
start scx_layered file:/layers.json
capture scx_layered 2s 8
changes_of_load 15
wait_capture
stop

finish ok
