#!/bin/busybox sh
# shellcheck shell=dash
# SPDX-License-Identifier: GPL-2.0-only
#
# The init of the virtual machine that make.sh boots. It runs the schedulers of the file
# `names` one after the other, under the load of load.sh, and captures each as a series.
# Some tasks of the load pause for a while, and scx_bpfland and our scheduler are replaced
# by a second instance, which the pictures of the series show.

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

series_of_dispatch() {
	start_dispatch
	capture dispatch 1s 16
	changes_of_load 9
	stop_dispatch
	freed dispatch
	start_dispatch
	wait_capture
	stop_dispatch
	freed dispatch
}

series_of_scx_bpfland() {
	start scx_bpfland
	capture scx_bpfland 1s 100
	changes_of_load 18
	stop
	freed scx_bpfland
	start scx_bpfland
	sleep 8
	# It takes unforeseeably long to start, and only then is there a report of it.
	kill -INT "$capture_pid"
	wait_capture
	stop
	freed scx_bpfland
}

series_of_scx_rusty() {
	start scx_rusty
	capture scx_rusty 1s 12
	changes_of_load 12
	wait_capture
	stop
	freed scx_rusty
}

# The capture of its 165 MB of globals takes a while.
series_of_scx_layered() {
	start scx_layered file:/layers.json
	capture scx_layered 2s 8
	changes_of_load 15
	wait_capture
	stop
	freed scx_layered
}

prepare
work
names=$(cat /names)
for series in $names; do
	"series_of_$series"
done
finish ok
